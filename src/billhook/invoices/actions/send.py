"""Send an invoice: finalize a draft, and ask for a mail to the customer (invoicing.md §3.9, §5).

The mail itself leaves by a job; this transaction only writes down that it is wanted.
"""

from billhook.db.tx import Tx
from billhook.invoices import mails_store, store, view
from billhook.invoices.actions.finalize import finalize_locked
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.lifecycle import PAID
from billhook.invoices.rules.refusing import refusal_of_send
from billhook.kernel.ids import new_id


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


async def ask_for_mail(tx: Tx, details: InvoiceDetails, *, to: str | None = None) -> None:
    """Write down a mail of a finalized invoice, and wake the job that sends it.

    It goes to the address `to`, or else to the customer, who has one.
    """
    recipient = to or details.bill_to.email
    assert recipient is not None
    mail_id = new_id("inmail")
    await mails_store.insert(tx, mail_id, details.invoice.id, recipient, says_paid=details.invoice.status == PAID)
    tx.enqueue("invoices.mail", f"{tx.tenant.id}/{mail_id}")
