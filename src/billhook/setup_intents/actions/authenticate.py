"""Record the result of 3-D Secure for a card that is being set up (platform.md §7.5)."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payment_methods.view import payment_method
from billhook.setup_intents import view
from billhook.setup_intents.actions.confirm import claim_set_up
from billhook.setup_intents.actions.locking import lock_setup_intent
from billhook.setup_intents.actions.saving import save
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.rules.lifecycle import SETUP_INTENT
from billhook.setup_intents.rules.settling import failed


async def authenticate(tx: Tx, intent_id: str, *, agreed: bool) -> SetupIntent | Call:
    """What has to be asked of the processor now that the holder agreed, or the intent that came to nothing.

    Raises NO_SUCH_PATH, SETUP_STATE.
    """
    intent = await lock_setup_intent(tx, intent_id, "authenticate")
    assert intent.payment_method is not None
    method = await methods.lock(tx, intent.payment_method)
    assert method is not None
    if agreed:
        agreed_to = replace(intent, status=SETUP_INTENT.after("authenticate", intent.status))
        return await claim_set_up(tx, agreed_to, method, authenticated=True)
    lost = failed(intent, errors.SETUP_AUTHENTICATION_FAILED(), payment_method(tx, method), verb="refuse")
    await save(tx, lost)
    tx.emit("setup_intent.setup_failed", tx.render(view.setup_intent, lost))
    return lost
