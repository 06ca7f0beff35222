"""Find what a caller names."""

from billhook.bank_statements import store
from billhook.bank_statements.objects import BankMovement
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.objects import Invoice
from billhook.kernel import errors


async def locked(tx: Tx, movement_id: str) -> BankMovement:
    """A movement that nobody else changes until this transaction ends. Raises NO_SUCH_PATH."""
    movement = await store.lock(tx, movement_id)
    if movement is None:
        raise errors.NO_SUCH_PATH(param="movement", noun="bank movement", id=movement_id)
    return movement


async def owner(
    tx: Tx, customer: str | None, invoice: str | None, currency: str, param: str = "{}"
) -> tuple[str | None, Invoice | None]:
    """The customer of `invoice`, with the invoice; else `customer`. `param` is how an error names either.

    Raises NO_SUCH_PARAM, and INVALID_VALUE if the invoice is another customer's, or not in the currency of the money.
    """
    if invoice is None:
        return customer, None
    found = await invoices.find(tx, invoice)
    if found is None:
        raise errors.NO_SUCH_PARAM(param=param.format("invoice"), noun="invoice", id=invoice)
    if customer not in (None, found.invoice.customer):
        name = param.format("customer")
        raise errors.INVALID_VALUE(param=name, name=name, reason="is not that of the invoice")
    if found.invoice.currency != currency:
        name = param.format("invoice")
        raise errors.INVALID_VALUE(param=name, name=name, reason=f"must be in {currency}")
    return found.invoice.customer, found.invoice
