"""Cancel a setup intent, for good (platform.md §7.4)."""

from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.setup_intents import view
from billhook.setup_intents.actions.locking import lock_setup_intent
from billhook.setup_intents.actions.saving import save
from billhook.setup_intents.actions.withdrawing import withdraw_later
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import CancelSetupIntent
from billhook.setup_intents.rules.lifecycle import SETUP_INTENT


async def cancel(tx: Tx, params: CancelSetupIntent, intent_id: str) -> SetupIntent:
    """The canceled setup intent, with `setup_intent.canceled`. Raises NO_SUCH_PATH, SETUP_STATE."""
    intent = await lock_setup_intent(tx, intent_id, "cancel")
    free = await withdraw_later(tx, intent)
    canceled = replace(
        free, status=SETUP_INTENT.after("cancel", free.status), cancellation_reason=params.cancellation_reason
    )
    await save(tx, canceled)
    tx.emit("setup_intent.canceled", tx.render(view.setup_intent, canceled))
    return canceled
