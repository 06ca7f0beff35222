"""Reading an invoice for its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.credit_notes import store as credit_notes
from billhook.credit_notes.objects import CreditNote
from billhook.dashboard.invoices.timeline import History
from billhook.dashboard.visiting import Visit
from billhook.invoices import (
    exemptions_store,
    late_fees_store,
    mails_store,
    notes_store,
    openings_store,
    payments_store,
    revisions_store,
    sent_papers_store,
    store,
)
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.invoices.rules.exemptions import Exempted
from billhook.invoices.sent_papers_store import SentPaper
from billhook.kernel import errors
from billhook.mail_returns import store as mail_returns
from billhook.mail_returns.rules.notices import comparable
from billhook.payments import store as payments
from billhook.people import audit_store


@dataclass(frozen=True, slots=True)
class Found:
    """An invoice with everything that its page tells. `suppressed` are the addresses of its mails that get no more.

    `late_fees` are the invoices that charge a fee for this one, `late_invoice` the one for which this one charges it.
    `exempt` are those of the invoice and its customer that are exempt from something.
    """

    details: InvoiceDetails
    history: History
    credit_notes: tuple[CreditNote, ...]
    revisions: Sequence[Invoice]
    papers: Sequence[SentPaper]
    suppressed: frozenset[str]
    late_fees: Sequence[Invoice]
    late_invoice: Invoice | None
    exempt: Mapping[Exempted, frozenset[str]]


async def invoice_of(visit: Visit) -> InvoiceDetails:
    """The invoice that the address names, with all its lines; the page lives in its time. Raises NO_SUCH_PATH."""
    invoice_id = visit.named("invoice")
    async with visit.reader() as reader:
        details = await store.find_whole(reader, invoice_id)
    if details is None:
        raise errors.NO_SUCH_PATH(noun="invoice", id=invoice_id)
    await visit.live_on(details.invoice.test_clock)
    return details


async def found(visit: Visit) -> Found:
    """The invoice of the address with what happened to it. Raises NO_SUCH_PATH."""
    details = await invoice_of(visit)
    invoice = details.invoice
    async with visit.reader() as reader:
        paid_by = (await payments_store.of_invoices(reader, [invoice.id]))[invoice.id]
        intents = [payment.payment_intent for payment in paid_by if payment.payment_intent is not None]
        charges = await payments.charges_of_intents(reader, intents)
        mails = await mails_store.of_invoice(reader, invoice.id)
        suppressed = await mail_returns.in_force_of(reader, {comparable(mail.recipient) for mail in mails})
        written = await notes_store.of_invoice(reader, invoice.id)
        opening = await openings_store.find(reader, invoice.id)
        revisions = await revisions_store.chain_of(reader, invoice)
        notes = tuple(await credit_notes.issued_of_invoice(reader, invoice.id))
        papers = await sent_papers_store.of_invoice(reader, invoice.id) if mails else ()
        fees = await late_fees_store.fees_of(reader, invoice.id)
        late = await late_fees_store.late_invoice_of(reader, invoice)
        exempt = await exemptions_store.exempt_by_kind(reader, (invoice.id, invoice.customer))
        deeds = await audit_store.of_object(reader, invoice.id)
    history = History(invoice, paid_by, charges, mails, notes, deeds, written, opening, fees)
    return Found(details, history, notes, revisions, papers, suppressed, fees, late, exempt)
