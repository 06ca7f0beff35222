"""Movements of orders that went to the bank as SEPA files: they are no money of a customer's cash balance.

A debit is booked by its charge, so its money would count twice. One that comes back is told to `sepa_files`.
"""

from collections.abc import Collection, Mapping, Sequence

from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT
from billhook.bank_statements.rules.own_money import (
    Moved,
    Notified,
    comes_too_late,
    is_of,
    is_return,
    may_be_a_debit,
    named_by,
    names_of,
    reason_of_return,
    returns_told,
)
from billhook.bank_statements.rules.returning import explained
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.payment_methods import mandates_store
from billhook.sepa_files import store as sepa_files
from billhook.sepa_files.actions.take_returns import Returned, take_returns
from billhook.sepa_files.actions.write_batch import note_fetched
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.lifecycle import SETTLED
from billhook.sepa_files.rules.pain import DEBIT


async def note_own(tx: Tx, made: Sequence[BankMovement]) -> tuple[list[BankMovement], dict[str, SepaOrder]]:
    """Some new movements, of which nobody books those of our orders, and these orders by the ids of the movements.

    A credit that may be the money of a debit waits for a person.
    """
    ids = [one.end_to_end_id for one in made if one.end_to_end_id]
    orders = await sepa_files.lock_named(tx, ids) if ids else {}
    own = {one.id: orders[one.end_to_end_id] for one in made if _is_money_of(one, orders)}
    debits = await _debits_like(tx, [one for one in made if one.id not in own and may_be_a_debit(one)])
    return [_noted(one, own[one.id]) if one.id in own else _doubted(one, debits) for one in made], own


async def _debits_like(tx: Tx, credits: Sequence[BankMovement]) -> dict[tuple[int, str], SepaOrder]:
    """Debits with the amounts of some credits, by the amount and each of their names."""
    if not credits:
        return {}
    debits = await sepa_files.debits_of_amounts(tx, sorted({one.amount for one in credits}))
    mandates = await mandates_store.of_ids(tx, sorted({one.mandate for one in debits})) if debits else []
    references = {one.id: one.reference for one in mandates}
    return {
        (one.amount, name): one for one in debits for name in sorted(names_of(one, references.get(one.mandate, "")))
    }


def _doubted(movement: BankMovement, debits: Mapping[tuple[int, str], SepaOrder]) -> BankMovement:
    debit = named_by(movement, debits) if debits and may_be_a_debit(movement) else None
    if debit is None:
        return movement
    return replace(
        movement, status=BANK_MOVEMENT.after("hold", movement.status), book_at=None, rule=None, confidence=None,
        customer=None, reason=f"It may be the SEPA debit {debit.end_to_end_id} of the file {debit.batch}.",
    )  # fmt: skip


async def tell_orders(
    tx: Tx, made: Sequence[BankMovement], own: Mapping[str, SepaOrder], inserted: Collection[str]
) -> None:
    """Tell by movements that were not known before which orders came back, and that their files have left."""
    new = [one for one in made if one.id in own and one.id in inserted]
    await _tell(tx, [(one, own[one.id]) for one in new])


async def tell_notified(tx: Tx, told: Sequence[Notified]) -> int:
    """Tell by movements of a notification, which nobody books, which orders came back; how many that was news of.

    A bank may book returns in one sum, of which only its notification has the parts.
    """
    ids = [one.end_to_end_id for one in told]
    orders = await sepa_files.lock_named(tx, ids) if ids else {}
    return await _tell(tx, [(one, orders[one.end_to_end_id]) for one in told if _is_money_of(one, orders)])


async def _tell(tx: Tx, told: Sequence[tuple[Moved, SepaOrder]]) -> int:
    """How many orders came back of which nobody knew it."""
    count = await take_returns(tx, {id: Returned(reason, fee) for id, (reason, fee) in returns_told(told).items()})
    for batch in sorted({order.batch for _, order in told if order.batch is not None}):
        await note_fetched(tx, batch)
    return count


def _is_money_of(movement: Moved, orders: Mapping[str, SepaOrder]) -> bool:
    order = orders.get(movement.end_to_end_id)
    return order is not None and is_of(movement, order)


def _noted(movement: BankMovement, order: SepaOrder) -> BankMovement:
    """A movement that nobody books, with a sentence; one that comes too late waits for a person."""
    what = "debit" if order.kind == DEBIT else "refund"
    told = replace(movement, book_at=None, rule=None, confidence=None, customer=None, invoices=[])
    if comes_too_late(movement, order):
        why = f"{explained(reason_of_return(movement))} {_late(order, what)}"
        return replace(told, status=BANK_MOVEMENT.after("hold", told.status), reason=why)
    verb = "sent back" if is_return(movement, order) else "executed"
    why = f"The bank has {verb} the {what} {order.end_to_end_id} of the SEPA file {order.batch}."
    if is_return(movement, order) and order.status == SETTLED:
        why = f"{_late(order, what)} Its payment is disputed."
    told = replace(told, reason=why)
    if not BANK_MOVEMENT.allows("note_own", told.status):
        return told
    return replace(told, status=BANK_MOVEMENT.after("note_own", told.status))


def _late(order: SepaOrder, what: str) -> str:
    return f"The {what} {order.end_to_end_id} of the SEPA file {order.batch} came back after it had counted as paid."
