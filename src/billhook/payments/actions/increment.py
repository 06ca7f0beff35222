"""Ask a bank to keep more ready for a payment: claim, ask, settle (platform.md §7.1)."""

from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.payments import store
from billhook.payments.actions.authorization import authorized_charge, standing_authorization
from billhook.payments.actions.claim_about import claim_about
from billhook.payments.actions.locking import lock_intent, with_intent
from billhook.payments.actions.reporting import report
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import PaymentIntent
from billhook.payments.params import IncrementAuthorization
from billhook.payments.rules import capturing
from billhook.payments.rules.amounts import check_chargeable
from billhook.payments.rules.lifecycle import PAYMENT_INTENT
from billhook.processors.interface import IncrementOutcome, IncrementRequest

VERB = "payment_intent.increment"


async def increment(tx: Tx, params: IncrementAuthorization, intent_id: str) -> Call:
    """What the processor has to be asked; the payment intent is `processing` until it has answered.

    Raises NO_SUCH_PATH, INTENT_STATE, CAPTURE_LAPSED, INCREMENT_NOT_OFFERED, INCREMENTS_SPENT, INCREMENT_NOT_MORE,
    CHARGE_STEP, NO_PROCESSOR.
    """
    authorization = await standing_authorization(tx, intent_id, "increment")
    capturing.check_increment(authorization.intent, authorization.charge, params.amount)
    check_chargeable(params.amount, authorization.charge.currency)
    claimed = replace(
        authorization.intent,
        status=PAYMENT_INTENT.after("increment", authorization.intent.status),
        increments=authorization.intent.increments + 1,
    )
    await store.save_intent(tx, claimed)
    request = IncrementRequest(
        params.amount, authorization.charge.currency, authorization.key, token=authorization.token
    )
    return await claim_about(tx, authorization.charge, VERB, intent_id, request)


async def settle(tx: Tx, call: Call, outcome: IncrementOutcome | None) -> PaymentIntent | Refused:
    """The payment intent after the processor's answer, or the 402 of a decline, which changes nothing."""
    intent = await lock_intent(tx, call.subject)
    if outcome is None:
        return intent
    done = capturing.incremented(intent, await authorized_charge(tx, intent), call.asked["amount"], outcome)
    assert done.charge is not None
    await store.save_intent(tx, done.intent)
    if done.error is not None:
        return Refused(with_intent(tx, done.error, done.intent))
    await store.save_charge(tx, done.charge)
    await report(tx, done)
    await tx.announce(PaymentIntentSettled(done.intent))
    return done.intent
