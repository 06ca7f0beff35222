"""Disputes and warnings of which a processor tells after a payment was settled (decision 94)."""

from billhook.db.tx import Tx
from billhook.disputes import store
from billhook.disputes.actions.booking import book_fee, book_waiting
from billhook.disputes.actions.emitting import emit_step
from billhook.disputes.actions.open import begin_dispute, details_of, warn
from billhook.disputes.actions.respond import take_step
from billhook.disputes.objects import Dispute
from billhook.disputes.rules.lifecycle import DISPUTE, Step, next_step, start_of
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payments import store as payments
from billhook.payments.facts import ChargeFollowed
from billhook.payments.objects import Charge
from billhook.processors.following import SeenDispute, SeenWarning


async def follow_charge(tx: Tx, followed: ChargeFollowed) -> None:
    """Open what is new, and move on what is known: each once, however often it is told."""
    charge = followed.charge
    await _book_waiting(tx, charge)
    for warning in followed.warnings:
        await _take_warning(tx, charge, warning)
    for seen in followed.disputes:
        dispute, charge = await _known(tx, charge, seen)
        while (step := next_step(dispute, seen.status, now=tx.now)) is not None:
            due_by = seen.due_by if step.dispute.due_by is not None else None
            if due_by is not None:
                step = replace(step, dispute=replace(step.dispute, due_by=due_by))
            dispute = await take_step(tx, dispute, charge, step)
            locked = await payments.lock_charge(tx, charge.id)
            assert locked is not None
            charge = locked


async def _book_waiting(tx: Tx, charge: Charge) -> None:
    for seen in await store.of_charge(tx, charge.id):
        before = await store.lock(tx, seen.id)
        assert before is not None
        booked = await book_waiting(tx, charge, before)
        if booked != before:
            await store.save(tx, booked)
            emit_step(tx, before, Step(booked, ("charge.dispute.updated",)))


async def _known(tx: Tx, charge: Charge, seen: SeenDispute) -> tuple[Dispute, Charge]:
    """The dispute here that this one is: by its name, or one that has none yet; else a new one."""
    here = await store.of_charge(tx, charge.id)
    named = next((one for one in here if one.reference == seen.reference), None)
    nameless = next((one for one in here if one.reference is None), None)
    found = named or nameless
    if found is None:
        return await begin_dispute(tx, charge, _new(tx, charge, seen), due_by=seen.due_by)
    locked = await store.lock(tx, found.id)
    assert locked is not None
    # An inquiry that becomes a chargeback costs what it did not cost before, and a fee may be told later.
    with_fee = await book_fee(tx, locked, seen.fee)
    known = replace(with_fee, reference=seen.reference, due_by=seen.due_by or locked.due_by)
    if known != locked:
        await store.save(tx, known)
    if len(known.balance_transactions) > len(locked.balance_transactions):
        emit_step(tx, locked, Step(known, ("charge.dispute.updated",)))
    return known, charge


def _new(tx: Tx, charge: Charge, seen: SeenDispute) -> Dispute:
    start = start_of(seen.status, is_final=seen.is_final)
    kind = "inquiry" if start == "inquire" else "chargeback"
    return Dispute(
        id=new_id("du"), created=tx.now, charge=charge.id, payment_intent=charge.payment_intent,
        amount=seen.amount or charge.amount_captured, currency=charge.currency, status=DISPUTE.starts[start],
        reason=seen.reason, network_reason_code=seen.network_reason_code,
        payment_method_details=details_of(charge, kind, seen.network_reason_code), fee=seen.fee,
        test_clock=tx.moment.clock, reference=seen.reference,
    )  # fmt: skip


async def _take_warning(tx: Tx, charge: Charge, seen: SeenWarning) -> None:
    here = await store.warnings_of(tx, charge.id)
    if any(one.reference == seen.reference for one in here):
        return
    nameless = next((one for one in here if one.reference is None), None)
    if nameless is not None:
        await store.name_warning(tx, nameless, seen.reference)
        return
    await warn(tx, charge, seen.fraud_type, seen.reference)
