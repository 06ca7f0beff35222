"""A person says that a movement is money of several customers, or for several invoices."""

from billhook.bank_statements.actions.book import Transfer, book_parts, reference_of
from billhook.bank_statements.actions.finding import locked, owner
from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.params import Part, SplitMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT
from billhook.bank_statements.rules.parts import CASH_BALANCE, require_money, rest_of
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def split(tx: Tx, params: SplitMovement, movement_id: str) -> BankMovement:
    """The movement, with each part booked as money of its customer. What is left stays unassigned, or is booked too.

    Raises NO_SUCH_PATH, NO_SUCH_PARAM, BANK_MOVEMENT_STATE, MONEY_LEFT, ONE_OF_REQUIRED, INVALID_VALUE.
    """
    movement = await locked(tx, movement_id)
    BANK_MOVEMENT.require("split", movement.status)
    require_money(movement.amount)
    parts = [await _part(tx, movement, part, place) for place, part in enumerate(params.parts)]
    amounts, customers = [part.amount for part in parts], [part.customer for part in parts]
    rest = rest_of(movement.left_to_book, amounts, params.rest, customers)
    if rest and params.rest == CASH_BALANCE:
        parts.append(Transfer(customers[0], rest, None, None))
        rest = 0
    named = list(dict.fromkeys(part.invoice for part in parts if part.invoice is not None))
    chosen = replace(movement, invoices=named, rule=None, confidence=None, payout=None)
    return await book_parts(tx, chosen, "split" if rest else "assign", parts)


async def _part(tx: Tx, movement: BankMovement, part: Part, place: int) -> Transfer:
    name = f"parts[{place}][{{}}]"
    customer, invoice = await owner(tx, part.customer, part.invoice, movement.currency, name)
    if customer is None:
        raise errors.ONE_OF_REQUIRED(param=name.format("customer"), names="customer, invoice")
    reference = invoice.number if invoice is not None else reference_of(movement)
    return Transfer(customer, part.amount, reference, invoice.id if invoice is not None else None)
