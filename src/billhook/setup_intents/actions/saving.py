"""Write a setup intent down, and the attempt that goes with it (platform.md §7.4)."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payment_methods.objects import PaymentMethod
from billhook.setup_intents import attempts_store, store
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.rules.attempting import abandoned, begun, followed


async def save_begun(tx: Tx, intent: SetupIntent, method: PaymentMethod) -> SetupIntent:
    """A claimed intent with a new attempt, as it is written; one that was still open is given up."""
    if intent.latest_attempt is not None:
        before = await attempts_store.lock(tx, intent.latest_attempt)
        assert before is not None
        await attempts_store.save(tx, abandoned(before))
    attempt = begun(new_id("setatt"), intent, method, now=tx.now)
    written = replace(intent, latest_attempt=attempt.id)
    await store.save(tx, written)
    await attempts_store.insert(tx, attempt)
    return written


async def save_changed(tx: Tx, before: SetupIntent, intent: SetupIntent) -> None:
    """A locked intent that was changed by hand; an attempt that waited for its holder is given up with its method."""
    await store.save(tx, intent)
    if intent.latest_attempt is not None and intent.status != before.status:
        attempt = await attempts_store.lock(tx, intent.latest_attempt)
        assert attempt is not None
        await attempts_store.save(tx, abandoned(attempt))


async def save(tx: Tx, intent: SetupIntent) -> None:
    """A locked intent that has become this; its last attempt follows it."""
    await store.save(tx, intent)
    if intent.latest_attempt is not None:
        attempt = await attempts_store.lock(tx, intent.latest_attempt)
        assert attempt is not None
        await attempts_store.save(tx, followed(attempt, intent))
