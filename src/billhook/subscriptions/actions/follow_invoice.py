"""What a changed invoice does to the subscription that it bills (recurring.md §3.2)."""

from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.facts import InvoiceChanged
from billhook.kernel.replacing import replace
from billhook.subscriptions import store
from billhook.subscriptions.actions.ending import detach_prorations, end, leave_alone
from billhook.subscriptions.actions.reporting import keep
from billhook.subscriptions.rules.following import GIVE_UP, matters, verb_after
from billhook.subscriptions.rules.lifecycle import SUBSCRIPTION


async def follow_invoice(tx: Tx, changed: InvoiceChanged) -> None:
    """An invoice of a subscription changed: so may the subscription."""
    assert changed.after.subscription is not None
    before, after, failed = changed.before, changed.after, changed.failed
    if not matters(before, after, failed=failed):
        return
    details = await store.lock(tx, changed.after.subscription)
    if details is None:
        return  # It is being created by this transaction, which knows.
    known = await invoices.of_subscription(tx, changed.after.subscription)
    attempts = 1 + len(tx.tenant.settings.retry_schedule)
    verb = verb_after(
        details.subscription, before, after, known, failed=failed, attempts_max=attempts, now=tx.now
    )  # fmt: skip
    if verb is None:
        return
    if verb == GIVE_UP:
        await leave_alone(tx, details.subscription.id)
        await detach_prorations(tx, details.subscription)
        await end(tx, details, reason="payment_failed")
        return
    s = details.subscription
    ended_at = tx.now if verb == "expire" else s.ended_at
    followed = replace(s, status=SUBSCRIPTION.after(verb, s.status), ended_at=ended_at)
    await keep(tx, details, replace(details, subscription=followed))
