"""What a processor tells of a charge after it was settled: its fee, refunds made there, disputes (decision 94).

News only wake. Each has the charge asked about once more, so that nothing is missed while an answer is on its way, and
what is known already changes nothing.
"""

import structlog

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payments import refunds_store, store, view
from billhook.payments.actions.booking import book_refund, follows, look_later, with_entry
from billhook.payments.actions.refund import settle_refund
from billhook.payments.facts import ChargeFollowed
from billhook.payments.objects import Charge, Refund
from billhook.payments.rules.following import has_room, outcome_of
from billhook.payments.rules.lifecycle import FAILED, REFUND
from billhook.processor_accounts.facts import PaymentsFollowed
from billhook.processors.following import Followed, SeenRefund

log = structlog.get_logger(__name__)

ROOM_SECONDS, ROOM_FOR_SECONDS = 3_600, 86_400
"""A refund for which a charge has no room is looked at again each hour of a day: a refund of ours fails by then."""


async def follow_told(tx: Tx, told: PaymentsFollowed) -> None:
    """Have the processor asked about each charge that its news name."""
    for charge in await store.charges_told_of(tx, told.processor, told.ids):
        if follows(charge) and charge.is_paid and charge.is_captured:
            await look_later(tx, charge)


async def settle(tx: Tx, call: Call, followed: Followed | None) -> Charge:
    """The charge after what its processor told of it. What was told before changes nothing."""
    charge = await store.lock_charge(tx, call.subject)
    assert charge is not None
    if followed is None:
        return charge
    if followed.booked is not None and charge.balance_transaction is None:
        before, charge = charge, await with_entry(tx, charge, followed.booked)
        await store.save_charge(tx, charge)
        emit_updated(tx, "charge.updated", view.charge, before, charge)
        await _book_waiting_refunds(tx, charge)
    for seen in followed.refunds:
        await _take_refund(tx, call, seen)
    charge = await store.lock_charge(tx, call.subject)
    assert charge is not None
    await tx.announce(ChargeFollowed(charge, followed.disputes, followed.warnings))
    return charge


async def _book_waiting_refunds(tx: Tx, charge: Charge) -> None:
    """Book what was given back of a charge before the processor had booked the charge itself."""
    refunds = (await refunds_store.of_charges(tx, [charge.id]))[charge.id]
    for before in reversed(refunds):
        if before.announced and before.status != FAILED and before.balance_transaction is None:
            booked = await book_refund(tx, charge, before)
            await refunds_store.save(tx, booked)
            emit_updated(tx, "refund.updated", view.refund, before, booked)


async def _take_refund(tx: Tx, call: Call, seen: SeenRefund) -> None:
    """Write down a refund that was made there, once, and what became of it."""
    charge = await store.lock_charge(tx, call.subject)
    assert charge is not None
    known = await refunds_store.find_made_there(tx, charge.id, seen.reference)
    if known is not None:
        await settle_refund(tx, known, outcome_of(seen))
        return
    if seen.failure is not None:
        return  # no money left, and nobody here has heard of it
    if not has_room(charge, seen):
        log.error("a refund at the processor is larger than what is left", charge=charge.id, refund=seen.reference)
        if tx.now - call.asked["made_at"] < ROOM_FOR_SECONDS:
            await look_later(tx, charge, after=ROOM_SECONDS, since=call.asked["made_at"])
        return
    made = Refund(
        id=new_id("re"), created=tx.now, charge=charge.id, payment_intent=charge.payment_intent, amount=seen.amount,
        currency=charge.currency, status=REFUND.starts["create"], reason=seen.reason, failure_reason=None, metadata={},
        method_type=charge.payment_method_details["type"], customer=charge.customer,
        payment_method=charge.payment_method, reference=seen.reference,
    )  # fmt: skip
    await store.save_charge(tx, replace(charge, amount_refunded=charge.amount_refunded + seen.amount))
    await refunds_store.insert(tx, made)
    await settle_refund(tx, made.id, outcome_of(seen))
