"""Movements of orders that went to the bank as SEPA files: they are no money of a customer's cash balance.

A debit is booked by its charge, so its money would count twice. One that comes back is told to `sepa_files`.
"""

from collections.abc import Collection, Mapping, Sequence

from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.sepa_files import store as sepa_files
from billhook.sepa_files.actions.take_returns import take_returns
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.pain import DEBIT

_EURO = "eur"


async def note_own(tx: Tx, made: Sequence[BankMovement]) -> tuple[list[BankMovement], dict[str, SepaOrder]]:
    """Some new movements, of which nobody books those of our orders, and these orders by the ids of the movements."""
    ids = [one.end_to_end_id for one in made if one.end_to_end_id]
    orders = await sepa_files.named(tx, ids) if ids else {}
    own = {one.id: orders[one.end_to_end_id] for one in made if _is_of(one, orders)}
    return [_noted(one, own[one.id]) if one.id in own else one for one in made], own


async def tell_returns(
    tx: Tx, made: Sequence[BankMovement], own: Mapping[str, SepaOrder], inserted: Collection[str]
) -> None:
    """Tell which orders came back by movements that were not known before."""
    returns = {
        own[one.id].id: one.return_reason
        for one in made
        if one.id in own and one.id in inserted and _is_return(one, own[one.id])
    }
    if returns:
        await take_returns(tx, returns)


def _is_of(movement: BankMovement, orders: Mapping[str, SepaOrder]) -> bool:
    """Whether it is the money of an order: the whole amount, or what comes back of it, perhaps with charges."""
    order = orders.get(movement.end_to_end_id)
    if order is None or movement.currency != _EURO:
        return False
    return abs(movement.amount) == order.amount or _is_return(movement, order)


def _is_return(movement: BankMovement, order: SepaOrder) -> bool:
    is_other_way = (movement.amount < 0) == (order.kind == DEBIT)
    return is_other_way and bool(movement.return_reason) and abs(movement.amount) >= order.amount


def _noted(movement: BankMovement, order: SepaOrder) -> BankMovement:
    what = "debit" if order.kind == DEBIT else "refund"
    verb = "sent back" if _is_return(movement, order) else "executed"
    reason = f"The bank has {verb} the {what} {order.end_to_end_id} of the SEPA file {order.batch}."
    told = replace(
        movement, book_at=None, rule=None, confidence=None, customer=None, invoices=[], reason=reason
    )  # fmt: skip
    if not BANK_MOVEMENT.allows("note_own", told.status):
        return told
    return replace(told, status=BANK_MOVEMENT.after("note_own", told.status))
