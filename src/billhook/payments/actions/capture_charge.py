"""Take the money that a bank keeps ready for a charge without a payment intent (platform.md §7.1, decision 80)."""

from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments import store
from billhook.payments.actions.authorization import authorization_of, authorized_charge
from billhook.payments.actions.capture import claim_capture, settle_captured
from billhook.payments.actions.locking import lock_carrier
from billhook.payments.actions.release import expire_authorization
from billhook.payments.objects import Charge
from billhook.payments.params import CaptureCharge
from billhook.payments.rules import capturing
from billhook.payments.rules.lifecycle import PAYMENT_INTENT, PROCESSING
from billhook.processors.interface import AuthorizationExpired, CaptureOutcome

VERB = "charge.capture"
# What is said with the capture: the charge tells of it, as it does of what was said before.
_SAID = ("receipt_email", "statement_descriptor", "statement_descriptor_suffix")


async def capture_charge(tx: Tx, params: CaptureCharge, charge_id: str) -> Call:
    """What the processor has to be asked.

    Raises NO_SUCH_PATH, CHARGE_OF_INTENT, CHARGE_CAPTURED, CHARGE_REFUNDED, CHARGE_NOT_CAPTURABLE, CAPTURE_LAPSED,
    CAPTURE_OVER, LOCK_TIMEOUT while another call about it has no answer yet.
    """
    seen = await store.find_charge(tx, charge_id)
    if seen is None:
        raise errors.NO_SUCH_PATH(noun="charge", id=charge_id)
    if not seen.is_direct:
        raise errors.CHARGE_OF_INTENT(charge=charge_id, intent=seen.payment_intent)
    intent = await lock_carrier(tx, seen.payment_intent)
    if intent.status == PROCESSING:
        raise errors.LOCK_TIMEOUT()
    authorization = await authorization_of(tx, intent)
    capturing.check_capturable(authorization.charge)
    if capturing.has_lapsed(intent, tx.now):
        raise errors.CAPTURE_LAPSED()
    amount = capturing.amount_to_capture(intent, params.amount, param="amount")
    said = {name: getattr(params, name) for name in _SAID if params.given(name)}
    if said:
        await store.save_charge(tx, replace(authorization.charge, **said))
    claimed = replace(intent, status=PAYMENT_INTENT.after("capture", intent.status))
    return await claim_capture(tx, authorization, claimed, amount, VERB)


async def settle(tx: Tx, call: Call, outcome: CaptureOutcome | None) -> Charge | Refused:
    """The charge after the processor's answer, or the refusal where the authorization was there no longer."""
    intent = await lock_carrier(tx, call.subject)
    charge = await authorized_charge(tx, intent)
    if outcome is None:
        return charge
    if isinstance(outcome, AuthorizationExpired):
        await expire_authorization(tx, intent)
        return Refused(errors.CAPTURE_LAPSED().with_attributes(charge=charge.id))
    done = await settle_captured(tx, intent, charge, call, outcome)
    assert done.charge is not None
    return done.charge
