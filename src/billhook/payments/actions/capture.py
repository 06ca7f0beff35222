"""Take the money that a bank keeps ready for a payment: claim, ask, settle (platform.md §7.1)."""

from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments import store
from billhook.payments.actions.authorization import Authorization, authorized_charge, standing_authorization
from billhook.payments.actions.booking import book_charge
from billhook.payments.actions.claim_about import claim_about
from billhook.payments.actions.locking import lock_intent, with_intent
from billhook.payments.actions.release import expire_authorization
from billhook.payments.actions.reporting import report
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.params import CapturePaymentIntent
from billhook.payments.rules import capturing
from billhook.payments.rules.lifecycle import PAYMENT_INTENT
from billhook.payments.rules.settling import Settled
from billhook.processors.interface import Approved, AuthorizationExpired, CaptureOutcome, CaptureRequest
from billhook.wire.params import merged_metadata

VERB = "payment_intent.capture"


async def capture(tx: Tx, params: CapturePaymentIntent, intent_id: str) -> Call:
    """What the processor has to be asked; the payment intent is `processing` until it has answered.

    Raises NO_SUCH_PATH, INTENT_STATE, CAPTURE_OVER, CAPTURE_LAPSED, INVALID_VALUE, NO_PROCESSOR.
    """
    if not params.final_capture:
        reason = "several captures of one payment are not offered"
        raise errors.INVALID_VALUE(param="final_capture", name="final_capture", reason=reason)
    authorization = await standing_authorization(tx, intent_id, "capture")
    amount = capturing.amount_to_capture(authorization.intent, params.amount_to_capture)
    claimed = replace(authorization.intent, status=PAYMENT_INTENT.after("capture", authorization.intent.status))
    if params.given("metadata"):
        claimed = replace(claimed, metadata=merged_metadata(claimed.metadata, params.metadata))
    if params.given("statement_descriptor_suffix"):
        claimed = replace(claimed, statement_descriptor_suffix=params.statement_descriptor_suffix)
    return await claim_capture(tx, authorization, claimed, amount, VERB)


async def claim_capture(
    tx: Tx, authorization: Authorization, claimed: PaymentIntent, amount: int, verb: str
) -> Call:  # fmt: skip
    """What has to be asked to take so much of an authorization. `claimed` is its intent, which is written."""
    await store.save_intent(tx, claimed)
    request = CaptureRequest(amount, authorization.charge.currency, authorization.key, token=authorization.token)
    return await claim_about(tx, authorization.charge, verb, claimed.id, request)


async def settle(tx: Tx, call: Call, outcome: CaptureOutcome | None) -> PaymentIntent | Refused:
    """The payment intent after the processor's answer, or the refusal where the authorization was there no longer."""
    intent = await lock_intent(tx, call.subject)
    if outcome is None:
        return intent
    if isinstance(outcome, AuthorizationExpired):
        return Refused(with_intent(tx, errors.CAPTURE_LAPSED(), await expire_authorization(tx, intent)))
    return (await settle_captured(tx, intent, await authorized_charge(tx, intent), call, outcome)).intent


async def settle_captured(
    tx: Tx, intent: PaymentIntent, charge: Charge, call: Call, outcome: Approved
) -> Settled:  # fmt: skip
    """Write down what was taken of an authorization, report it, and tell the rooms above."""
    done = capturing.captured(intent, charge, call.asked["amount"])
    done = await book_charge(tx, done, outcome)
    assert done.charge is not None
    await store.save_intent(tx, done.intent)
    await store.save_charge(tx, done.charge)
    await report(tx, done, outcome.notice)
    await tx.announce(PaymentIntentSettled(done.intent, charge=done.charge))
    return done
