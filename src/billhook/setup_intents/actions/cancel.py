"""Cancel a setup intent, for good (platform.md §7.4)."""

from dataclasses import replace

from billhook.db.tx import Tx
from billhook.payments.rules.lifecycle import CANCELED
from billhook.setup_intents import view
from billhook.setup_intents.actions.locking import locked
from billhook.setup_intents.actions.saving import save
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import CancelSetupIntent


async def cancel(tx: Tx, params: CancelSetupIntent, intent_id: str) -> SetupIntent:
    """The canceled setup intent, with `setup_intent.canceled`. Raises NO_SUCH_PATH, SETUP_STATE."""
    intent = await locked(tx, intent_id, "cancel")
    canceled = replace(intent, status=CANCELED, cancellation_reason=params.cancellation_reason)
    await save(tx, canceled)
    tx.emit("setup_intent.canceled", tx.render(view.setup_intent, canceled))
    return canceled
