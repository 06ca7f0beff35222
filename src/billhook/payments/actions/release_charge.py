"""Give up the authorization of a charge without a payment intent: its refund does (decision 80)."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payments import refunds_store, store, view
from billhook.payments.actions.authorization import authorization_of, authorized_charge
from billhook.payments.actions.claim_about import claim_about
from billhook.payments.actions.locking import lock_carrier
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import Charge, Refund
from billhook.payments.params import CreateRefund
from billhook.payments.rules import capturing
from billhook.payments.rules.lifecycle import PAYMENT_INTENT, PROCESSING, REFUND, REQUIRES_CAPTURE
from billhook.processors.interface import Released, ReleaseRequest
from billhook.wire.params import merged_metadata

VERB = "refund.release"


async def claim_charge_release(tx: Tx, seen: Charge, params: CreateRefund) -> Call | None:
    """What has to be asked to release a direct charge that was not captured when it was `seen`.

    None if it holds nothing: whoever asks goes on with the charge as it is now. Raises LOCK_TIMEOUT while another call
    about it has no answer yet, RELEASE_IN_PARTS, CAPTURE_LAPSED, NO_PROCESSOR.
    """
    intent = await lock_carrier(tx, seen.payment_intent)
    if intent.status != REQUIRES_CAPTURE:
        if intent.status == PROCESSING:
            raise errors.LOCK_TIMEOUT()
        return None
    if capturing.has_lapsed(intent, tx.now):
        raise errors.CAPTURE_LAPSED()
    authorization = await authorization_of(tx, intent)
    charge = authorization.charge
    if params.amount not in (None, charge.amount):
        raise errors.RELEASE_IN_PARTS(param="amount", charge=charge.id)
    made = Refund(
        id=new_id("re"), created=tx.now, charge=charge.id, payment_intent=intent.id, amount=charge.amount,
        currency=charge.currency, status=REFUND.starts["create"], reason=params.reason, failure_reason=None,
        metadata=merged_metadata({}, params.metadata), method_type=charge.payment_method_details["type"],
        customer=charge.customer, payment_method=charge.payment_method,
    )  # fmt: skip
    await refunds_store.insert(tx, made)
    await store.save_intent(tx, replace(intent, status=PAYMENT_INTENT.after("cancel", intent.status)))
    request = ReleaseRequest(authorization.key, token=authorization.token)
    return await claim_about(tx, authorization.charge, VERB, made.id, request)


async def settle(tx: Tx, call: Call, outcome: Released | None) -> Refund:
    """The refund, succeeded once the processor has answered: nothing had been taken, so no ledger knows of it."""
    seen = await refunds_store.find(tx, call.subject)
    assert seen is not None
    intent = await lock_carrier(tx, seen.payment_intent)
    charge = await authorized_charge(tx, intent)
    refund = await refunds_store.lock(tx, seen.id)
    assert refund is not None
    if outcome is None:
        return refund
    done = capturing.released(intent, charge, "release", None, now=tx.now)
    assert done.charge is not None
    given_up = replace(refund, status=REFUND.after("succeed", refund.status), announced=True)
    await store.save_intent(tx, done.intent)
    await store.save_charge(tx, done.charge)
    await refunds_store.save(tx, given_up)
    emit_updated(tx, "charge.refunded", view.charge, charge, done.charge)
    tx.emit("refund.created", tx.render(view.refund, given_up))
    await tx.announce(PaymentIntentSettled(done.intent))
    return given_up
