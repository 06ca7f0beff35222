"""Write down payouts as their processor tells them, once each, and go with each to where it is now."""

from collections.abc import Mapping, Sequence

from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.ledger import store as ledger
from billhook.ledger.rules import entries
from billhook.payouts import store, view
from billhook.payouts.objects import Payout
from billhook.payouts.rules.lifecycle import CANCELED, EVENTS, PAYOUT, RETURNED, next_step
from billhook.processor_accounts import store as processor_accounts
from billhook.processors.paying_out import BookedPayout, SeenPayout

_NOT_LISTED, _READING = "not_applicable", "in_progress"


async def record(tx: Tx, processor: str, seen: Sequence[SeenPayout]) -> int:
    """How many payouts are new or changed. `seen` are the oldest first. What was told before changes nothing."""
    if not await processor_accounts.hold(tx, processor):
        return 0  # it was disconnected while it was asked
    names = {name for one in seen for name in (one.reference, one.original, one.reversed_by) if name is not None}
    known = await store.of_references(tx, processor, sorted(names))
    changed = 0
    for one in seen:
        before = known.get(one.reference)
        payout = before or await _create(tx, processor, one)
        known[one.reference] = await _follow(tx, _beside(payout, one, known), one, payout)
        changed += before is None or known[one.reference] != before
    return changed


async def _create(tx: Tx, processor: str, seen: SeenPayout) -> Payout:
    """A new payout, as it began: its steps to where it is follow."""
    blank = Payout(
        id=new_id("po"), created=seen.created, processor=processor, reference=seen.reference, amount=seen.amount,
        currency=seen.currency, status=PAYOUT.starts["create"], arrival_date=seen.arrival_date,
        automatic=seen.is_automatic, method=seen.method, type=seen.type, source_type=seen.source_type,
        description=seen.description, statement_descriptor=seen.statement_descriptor, trace_status=None, trace_id=None,
        failure_code=None, failure_message=None, original=None, reversed_by=None,
        reconciliation_status=_READING if seen.is_automatic else _NOT_LISTED,
    )  # fmt: skip
    payout = await _booked(tx, blank, seen)
    await store.insert(tx, payout)
    tx.emit("payout.created", tx.render(view.payout, payout))
    return payout


async def _booked(tx: Tx, payout: Payout, seen: SeenPayout) -> Payout:
    """A new payout with its entry: as the processor booked it, or what it comes to."""
    booked = seen.booked or BookedPayout(-seen.amount, seen.currency)
    if not booked.amount and not booked.fee:
        return payout
    entry = entries.of_payout(
        payout.id, booked.currency, booked.amount, fee=booked.fee, description=seen.description or "STRIPE PAYOUT",
        now=tx.now,
    )  # fmt: skip
    made = await ledger.insert(tx, replace(entry, exchange_rate=booked.rate))
    return replace(payout, balance_transaction=made.id)


async def _follow(tx: Tx, payout: Payout, seen: SeenPayout, before: Payout) -> Payout:
    """A payout that has become what its processor says: first what is beside its status, then step by step."""
    if payout != before:
        await store.save(tx, payout)
        if tx.render(view.payout, payout) != tx.render(view.payout, before):
            emit_updated(tx, "payout.updated", view.payout, before, payout)
    while (verb := next_step(payout.status, seen.status)) is not None:
        earlier = payout
        payout = replace(payout, status=PAYOUT.after(verb, payout.status))
        if payout.status in RETURNED:
            payout = await _returned(tx, payout, seen)
        await store.save(tx, payout)
        if EVENTS[verb] == "payout.updated":
            emit_updated(tx, EVENTS[verb], view.payout, earlier, payout)
        else:
            tx.emit(EVENTS[verb], tx.render(view.payout, payout))
    return payout


def _beside(before: Payout, seen: SeenPayout, known: Mapping[str, Payout]) -> Payout:
    """A payout with what the processor tells of it beside its status. Other payouts are named by their ids here."""
    is_listed = before.is_listed or seen.is_listed
    reads = is_listed and before.reconciliation_status == _NOT_LISTED
    after = replace(
        before, arrival_date=seen.arrival_date, method=seen.method, description=seen.description,
        statement_descriptor=seen.statement_descriptor, trace_status=seen.trace_status, trace_id=seen.trace_id,
        original=_id_of(seen.original, known) or before.original,
        reversed_by=_id_of(seen.reversed_by, known) or before.reversed_by, is_listed=is_listed,
        reconciliation_status=_READING if reads else before.reconciliation_status,
    )  # fmt: skip
    if seen.status not in RETURNED:
        return after
    return replace(after, failure_code=seen.failure_code, failure_message=seen.failure_message)


def _id_of(reference: str | None, known: Mapping[str, Payout]) -> str | None:
    found = known.get(reference) if reference is not None else None
    return found.id if found is not None else None


async def _returned(tx: Tx, payout: Payout, seen: SeenPayout) -> Payout:
    """A payout whose money is back, with the entry that says so."""
    if payout.balance_transaction is None:
        return payout
    (own,) = await ledger.of_ids(tx, [payout.balance_transaction])
    returned = seen.returned or BookedPayout(-own.net, own.currency)
    if returned.amount == returned.fee:
        return payout
    entry = entries.of_returned_payout(
        payout.id, returned.currency, returned.amount - returned.fee, is_canceled=payout.status == CANCELED, now=tx.now
    )
    made = await ledger.insert(tx, replace(entry, exchange_rate=returned.rate))
    return replace(payout, failure_balance_transaction=made.id)
