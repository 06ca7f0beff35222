"""Send an invoice: finalize a draft, and ask for a mail to the customer (invoicing.md §3.9, §5)."""

from collections.abc import Sequence

from billhook.db.tx import Tx
from billhook.invoices import store, view
from billhook.invoices.actions.finalize import finalize_locked
from billhook.invoices.actions.mailing import ask_for_mail
from billhook.invoices.draft_params import SendInvoice
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.refusing import refusal_of_send
from billhook.kernel import email_list, errors


async def send_with_copies(tx: Tx, params: SendInvoice, invoice_id: str) -> InvoiceDetails:
    """Send it with copies to these addresses. Raises those of `send`, and INVALID_VALUE."""
    return await send(tx, invoice_id, cc=copies_of(params.also_to))


async def send(tx: Tx, invoice_id: str, *, cc: Sequence[str] | None = None) -> InvoiceDetails:
    """The invoice as it is after finalizing. A paid one is sent without a word of payment.

    Copies go to `cc`, or else to the addresses that are kept beside the customer.

    Raises NO_SUCH_PATH, SEND_NEEDS_SEND_INVOICE, SEND_NOT_VOID, MISSING_EMAIL; then nothing has changed.
    """
    details = await store.lock(tx, invoice_id)
    if (refusal := refusal_of_send(details)) is not None:
        raise refusal
    if details.invoice.is_draft:
        details = await finalize_locked(tx, details)
    await ask_for_mail(tx, details, cc=cc)
    tx.emit("invoice.sent", tx.render(view.invoice, details))
    return details


def copies_of(also_to: str | None) -> Sequence[str] | None:
    """The addresses that somebody wrote; None if they were not asked. Raises INVALID_VALUE."""
    if also_to is None:
        return None
    try:
        return email_list.parsed(also_to)
    except ValueError as error:
        raise errors.INVALID_VALUE(param="also_to", name="also_to", reason=str(error)) from None
