"""The holder of an account that is to be set up tells what two small deposits there were (platform.md §7.6)."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payments.actions.verify_deposits import deposits_of
from billhook.payments.params import VerifyMicrodeposits
from billhook.payments.rules.client_secret import check_client_secret
from billhook.setup_intents.actions.confirm import claim_set_up
from billhook.setup_intents.actions.locking import check, lock_setup_intent
from billhook.setup_intents.rules.lifecycle import SETUP_INTENT


async def verify_deposits(tx: Tx, params: VerifyMicrodeposits, intent_id: str) -> Call:
    """What the processor has to be asked; the account is ready where they were these.

    Raises NO_SUCH_PATH, DEPOSITS_NOT_AWAITED and what `deposits_of` raises.
    """
    deposits = deposits_of(params)
    intent = await lock_setup_intent(tx, intent_id)
    check_client_secret(params.client_secret, intent.client_secret, "SetupIntent")
    check(tx, "verify_microdeposits", intent)
    assert intent.payment_method is not None
    method = await methods.lock(tx, intent.payment_method)
    assert method is not None
    outcome_details = replace(intent, status=SETUP_INTENT.after("verify_microdeposits", intent.status))
    return await claim_set_up(tx, outcome_details, method, deposits=deposits)
