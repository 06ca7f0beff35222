"""The PDFs that a mail brings, as they leave with it."""

from billhook.credit_notes import statement as credit_notes
from billhook.documents.invoice_pdf import InvoiceDocument, render_async
from billhook.documents.paper import document
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.letters import REFUND, REMINDERS
from billhook.invoices.sent_papers_store import PaperToSend
from billhook.invoices.statement import statement_of
from billhook.payer_mails.loading import Loaded

AUTOMATIC = "charge_automatically"


async def papers_of(loaded: Loaded) -> tuple[PaperToSend, ...]:
    """The PDFs of a mail, in the order in which they are attached. Raises ValueError for a draft."""
    if loaded.mail.said is None or loaded.mail.kind in REMINDERS:
        assert loaded.details is not None
        return (await _invoice(loaded, loaded.details),)
    if loaded.receipt is not None:
        return await _receipt_and_invoice(loaded, loaded.receipt)
    if loaded.note is None or loaded.details is None:
        return ()
    statement = credit_notes.statement_of(loaded.note, loaded.details, is_test=loaded.is_test)
    pdf = await render_async(document(statement, loaded.logo))
    return (PaperToSend(loaded.note.note.id, f"Credit-note-{statement.number}.pdf", pdf),)


async def _invoice(loaded: Loaded, details: InvoiceDetails) -> PaperToSend:
    statement = statement_of(details, is_test=loaded.is_test)
    pdf = await render_async(document(statement, loaded.logo))
    return PaperToSend(details.invoice.id, f"Invoice-{statement.number}.pdf", pdf)


async def _receipt_and_invoice(loaded: Loaded, receipt: InvoiceDocument) -> tuple[PaperToSend, ...]:
    """The receipt; the invoice too if it was charged automatically, since nobody has sent it then (invoicing.md §5).

    A refund brings the receipt alone. That is a paper of the refund, because it says more than the first one.
    """
    assert loaded.mail.about is not None
    paper = PaperToSend(loaded.mail.about, f"Receipt-{receipt.number}.pdf", await render_async(receipt))
    details = loaded.details
    if details is None or loaded.mail.kind == REFUND or details.invoice.collection_method != AUTOMATIC:
        return (paper,)
    return await _invoice(loaded, details), paper
