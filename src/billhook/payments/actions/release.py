"""Give up the money that a bank keeps ready for a payment, or notice that it does so no longer (platform.md §7.1).

What was held counts as refunded, by a refund that no ledger knows: nothing had been taken.
"""

from dataclasses import replace

from billhook.db import calls
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel.ids import new_id
from billhook.payments import refunds_store, store, view
from billhook.payments.actions.holding import held_charge, hold_of
from billhook.payments.actions.locking import locked
from billhook.payments.facts import PaymentIntentSettled
from billhook.payments.objects import PaymentIntent, Refund
from billhook.payments.rules import capturing, refunding
from billhook.payments.rules.lifecycle import PROCESSING
from billhook.processors.interface import Released, ReleaseRequest, stored

VERB = "payment_intent.release"


async def claim_release(tx: Tx, intent: PaymentIntent, reason: str | None) -> Call:
    """What the processor has to be asked to cancel a locked intent of which something is held."""
    hold = await hold_of(tx, intent)
    await store.save_intent(tx, replace(intent, status=PROCESSING, cancellation_reason=reason))
    return await calls.claim(tx, VERB, intent.id, stored(ReleaseRequest(hold.key, token=hold.token)))


async def settle(tx: Tx, call: Call, outcome: Released | None) -> PaymentIntent:
    """The payment intent, canceled once the processor has answered."""
    intent = await locked(tx, call.subject)
    if outcome is not None:
        intent = await _released(tx, intent, intent.cancellation_reason, told="charge.refunded", why=None)
    return intent


async def lapse(tx: Tx, intent_id: str) -> None:
    """A hold whose moment is over is no more. One that was captured or released meanwhile is left alone."""
    intent = await locked(tx, intent_id)
    if capturing.has_lapsed(intent, tx.now):
        await lapsed(tx, intent)


async def lapsed(tx: Tx, intent: PaymentIntent) -> PaymentIntent:
    """A locked intent whose hold is there no longer, canceled and reported."""
    why = "expired_uncaptured_charge"
    return await _released(tx, intent, capturing.LAPSED, told="charge.expired", why=why)


async def _released(tx: Tx, intent: PaymentIntent, reason: str | None, *, told: str, why: str | None) -> PaymentIntent:
    charge = await held_charge(tx, intent)
    done = capturing.released(intent, charge, reason, now=tx.now)
    assert done.charge is not None
    refund = Refund(
        id=new_id("re"), created=tx.now, charge=charge.id, payment_intent=intent.id, amount=charge.amount,
        currency=charge.currency, status=refunding.SUCCEEDED, reason=why, failure_reason=None, metadata={},
        announced=True, method_type=charge.payment_method_details["type"],
    )  # fmt: skip
    await store.save_intent(tx, done.intent)
    await store.save_charge(tx, done.charge)
    await refunds_store.insert(tx, refund)
    if told == "charge.refunded":
        emit_updated(tx, told, view.charge, charge, done.charge)
    else:
        tx.emit(told, tx.render(view.charge, done.charge))
    tx.emit("refund.created", tx.render(view.refund, refund))
    tx.emit("payment_intent.canceled", tx.render(view.payment_intent, done.intent))
    await tx.announce(PaymentIntentSettled(done.intent))
    return done.intent
