"""What can be looked at: invoices, their lines, invoice items and invoice payments."""

from billhook.db.tx import Reader
from billhook.invoices import items_store, payments_store, store
from billhook.invoices.objects import InvoicePayment, Item
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.wire.lookups import existing
from billhook.wire.params import Page

invoice = existing(store.find, "invoice")
"""An invoice as it is shown. Raises NO_SUCH_PATH."""


async def lines(reader: Reader, params: Page, invoice_id: str) -> tuple[list[Item], bool]:
    """The lines of an invoice in their order. Raises NO_SUCH_PATH."""
    await invoice(reader, invoice_id)
    return await items_store.page_of_lines(reader, invoice_id, params)


async def item(reader: Reader, item_id: str) -> Item:
    """An item, pending or attached. Raises NO_SUCH_INVOICE_ITEM."""
    found = await items_store.find(reader, item_id)
    if found is None:
        raise no_such_item(reader, item_id)
    return found


def no_such_item(reader: Reader, item_id: str) -> ApiError:
    """The oddly spelled refusal of platform.md §3.3."""
    return errors.NO_SUCH_INVOICE_ITEM(param="id", id=item_id, livemode=str(reader.tenant.livemode).lower())


async def payment(reader: Reader, payment_id: str) -> InvoicePayment:
    """A payment towards an invoice. Raises NO_SUCH_PATH."""
    found = await payments_store.of_ids(reader, [payment_id])
    if not found:
        raise errors.NO_SUCH_PATH(noun="invoice_payment", id=payment_id)
    return found[0]
