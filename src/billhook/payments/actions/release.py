"""Give up the money that a bank keeps ready for a payment, or notice that it does so no longer (platform.md §7.1).

What was held counts as refunded, by a refund that no ledger knows: nothing had been taken.
"""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payments import refunds_store, store, view
from billhook.payments.actions.authorization import authorization_of, authorized_charge
from billhook.payments.actions.claim_about import claim_about
from billhook.payments.actions.locking import lock_carrier, lock_intent
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import PaymentIntent, Refund
from billhook.payments.rules import capturing
from billhook.payments.rules.lifecycle import PAYMENT_INTENT, REFUND
from billhook.processors.interface import Released, ReleaseRequest

VERB = "payment_intent.release"


async def claim_release(tx: Tx, intent: PaymentIntent, reason: str | None) -> Call:
    """What the processor has to be asked to cancel a locked intent with an authorization. Raises NO_PROCESSOR."""
    authorization = await authorization_of(tx, intent)
    claimed = replace(intent, status=PAYMENT_INTENT.after("cancel", intent.status), cancellation_reason=reason)
    await store.save_intent(tx, claimed)
    request = ReleaseRequest(authorization.key, token=authorization.token)
    return await claim_about(tx, authorization.charge, VERB, intent.id, request)


async def settle(tx: Tx, call: Call, outcome: Released | None) -> PaymentIntent:
    """The payment intent, canceled once the processor has answered."""
    intent = await lock_intent(tx, call.subject)
    if outcome is not None:
        intent = await _released(tx, intent, "release", intent.cancellation_reason)
    return intent


async def lapse(tx: Tx, intent_id: str) -> None:
    """An authorization whose moment is over is no more. One that was captured or released meanwhile is left alone."""
    intent = await lock_carrier(tx, intent_id)
    if capturing.has_lapsed(intent, tx.now):
        await expire_authorization(tx, intent)


async def expire_authorization(tx: Tx, intent: PaymentIntent) -> PaymentIntent:
    """A locked intent whose authorization is there no longer, canceled and reported."""
    return await _released(tx, intent, "lapse", capturing.LAPSED)


async def _released(tx: Tx, intent: PaymentIntent, verb: str, reason: str | None) -> PaymentIntent:
    has_lapsed = verb == "lapse"
    charge = await authorized_charge(tx, intent)
    done = capturing.released(intent, charge, verb, reason, now=tx.now)
    assert done.charge is not None
    refund = Refund(
        id=new_id("re"), created=tx.now, charge=charge.id, payment_intent=intent.id, amount=charge.amount,
        currency=charge.currency, status=REFUND.starts["release"],
        reason="expired_uncaptured_charge" if has_lapsed else None, failure_reason=None, metadata={},
        announced=True, method_type=charge.payment_method_details["type"], customer=charge.customer,
        payment_method=charge.payment_method,
    )  # fmt: skip
    await store.save_intent(tx, done.intent)
    await store.save_charge(tx, done.charge)
    await refunds_store.insert(tx, refund)
    if has_lapsed:
        tx.emit("charge.expired", tx.render(view.charge, done.charge))
    else:
        emit_updated(tx, "charge.refunded", view.charge, charge, done.charge)
    tx.emit("refund.created", tx.render(view.refund, refund))
    if not done.intent.is_direct:
        tx.emit("payment_intent.canceled", tx.render(view.payment_intent, done.intent))
    await tx.announce(PaymentIntentSettled(done.intent))
    return done.intent
