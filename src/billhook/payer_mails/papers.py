"""The PDFs that a mail brings, as they leave with it."""

from billhook.credit_notes import statement as credit_notes
from billhook.documents.account_statement import account_document
from billhook.documents.invoice_pdf import InvoiceDocument, render_async
from billhook.documents.paper import document
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.letters import REFUND, REMINDERS
from billhook.invoices.sent_papers_store import PaperToSend
from billhook.invoices.statement import statement_of
from billhook.kernel.display import local_date
from billhook.payer_mails.loading import Loaded, MailedAccount

AUTOMATIC = "charge_automatically"


async def papers_of(loaded: Loaded) -> tuple[PaperToSend, ...]:
    """The PDFs of a mail, in the order in which they are attached. Raises ValueError for a draft."""
    if loaded.account is not None:
        return await _statements(loaded, loaded.account)
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


async def _statements(loaded: Loaded, account: MailedAccount) -> tuple[PaperToSend, ...]:
    """The statement of account in each currency."""
    papers = []
    for each in account.statements:
        pdf = await render_async(account_document(each, loaded.logo))
        last = local_date(each.last, each.time_zone).isoformat()
        about = f"{account.customer.id}-{each.currency}-{last}"
        papers.append(PaperToSend(about, f"Statement-{each.currency.upper()}-{last}.pdf", pdf))
    return tuple(papers)


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
