"""Send an invoice: finalize a draft, and ask for a mail to the customer (invoicing.md §3.9, §5)."""

from billhook.db.tx import Tx
from billhook.invoices import store, view
from billhook.invoices.actions.finalize import finalize_locked
from billhook.invoices.actions.mailing import ask_for_mail
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.refusing import refusal_of_send


async def send(tx: Tx, invoice_id: str) -> InvoiceDetails:
    """The invoice as it is after finalizing. A paid one is sent without a word of payment.

    Raises NO_SUCH_PATH, SEND_NEEDS_SEND_INVOICE, SEND_NOT_VOID, MISSING_EMAIL; then nothing has changed.
    """
    details = await store.lock(tx, invoice_id)
    if (refusal := refusal_of_send(details)) is not None:
        raise refusal
    if details.invoice.is_draft:
        details = await finalize_locked(tx, details)
    await ask_for_mail(tx, details)
    tx.emit("invoice.sent", tx.render(view.invoice, details))
    return details
