"""A person says whose money a movement is."""

from billhook.bank_statements.actions.book import booked
from billhook.bank_statements.actions.finding import locked, owner
from billhook.bank_statements.actions.payouts import take_for_payout
from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.params import AssignMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT, PARTLY_BOOKED, PROPOSED
from billhook.bank_statements.rules.parts import require_money
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def assign(tx: Tx, params: AssignMovement, movement_id: str) -> BankMovement:
    """The movement, booked as money of the customer: all that is not booked yet. Without parameters, as proposed.

    One that is a payout is money of nobody, and is noted as such. Raises NO_SUCH_PATH, NO_SUCH_PARAM,
    BANK_MOVEMENT_STATE, MONEY_LEFT, ONE_OF_REQUIRED, INVALID_VALUE.
    """
    movement = await locked(tx, movement_id)
    is_named = params.invoice is not None or params.customer is not None
    if params.payout is not None and is_named:
        reason = "cannot be given together with customer or invoice"
        raise errors.INVALID_VALUE(param="payout", name="payout", reason=reason)
    payout = params.payout or (movement.payout if movement.status == PROPOSED and not is_named else None)
    if payout is not None:
        return await take_for_payout(tx, movement, payout)
    BANK_MOVEMENT.require("assign", movement.status)
    require_money(movement.amount)
    named, invoice = await owner(tx, params.customer, params.invoice, movement.currency)
    # What is left of a movement in parts was never proposed.
    customer = named or (movement.customer if movement.status != PARTLY_BOOKED else None)
    if customer is None:
        raise errors.ONE_OF_REQUIRED(param="customer", names="customer, invoice")
    if params.invoice or params.customer:
        invoices = [invoice.id] if invoice is not None else []
        movement = replace(movement, invoices=invoices, rule=None, confidence=None, payout=None)
    return await booked(tx, movement, "assign", customer)
