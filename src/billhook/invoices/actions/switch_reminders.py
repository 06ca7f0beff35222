"""Switch the reminders of an invoice off, or on again."""

from billhook.db.tx import Tx
from billhook.invoices import reminders_store, store
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel import errors


async def switch_reminders(tx: Tx, invoice_id: str, *, on: bool) -> InvoiceDetails:
    """The invoice. No event tells of it, as the API does not know it. Raises NO_SUCH_PATH, NOT_OPEN."""
    details = await store.lock(tx, invoice_id)
    if details.invoice.status != OPEN:
        raise errors.NOT_OPEN()
    await reminders_store.switch(tx, invoice_id, on=on)
    return details
