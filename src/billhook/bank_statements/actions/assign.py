"""A person says whose money a movement is."""

from billhook.bank_statements import store
from billhook.bank_statements.actions.book import booked
from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.params import AssignMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def assign(tx: Tx, params: AssignMovement, movement_id: str) -> BankMovement:
    """The movement, booked as money of the customer. Without parameters, as it was proposed.

    Raises NO_SUCH_PATH, NO_SUCH_PARAM, BANK_MOVEMENT_STATE, ONE_OF_REQUIRED, INVALID_VALUE.
    """
    movement = await store.lock(tx, movement_id)
    if movement is None:
        raise errors.NO_SUCH_PATH(param="movement", noun="bank movement", id=movement_id)
    BANK_MOVEMENT.require("assign", movement.status)
    customer, named = await _owner(tx, params, movement)
    chosen = (
        replace(movement, invoices=named, rule=None, confidence=None) if params.invoice or params.customer else None
    )
    return await booked(tx, chosen or movement, "assign", customer)


async def _owner(tx: Tx, params: AssignMovement, movement: BankMovement) -> tuple[str, list[str]]:
    """The customer, and the invoice that was named."""
    if params.invoice is not None:
        found = await invoices.find(tx, params.invoice)
        if found is None:
            raise errors.NO_SUCH_PARAM(param="invoice", noun="invoice", id=params.invoice)
        if params.customer not in (None, found.invoice.customer):
            raise errors.INVALID_VALUE(param="customer", name="customer", reason="is not that of the invoice")
        return found.invoice.customer, [params.invoice]
    customer = params.customer or movement.customer
    if customer is None:
        raise errors.ONE_OF_REQUIRED(param="customer", names="customer, invoice")
    return customer, []
