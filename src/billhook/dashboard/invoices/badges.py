"""What an invoice is called in lists and headings, from what is stored of it."""

from dataclasses import dataclass

from billhook.invoices import view
from billhook.invoices.objects import Invoice, InvoiceDetails


@dataclass(frozen=True, slots=True)
class Badge:
    """A status in words, and how it looks: calm, late, done or ended."""

    words: str
    tone: str


_PLAIN = {
    "paid": Badge("Paid", "done"),
    "uncollectible": Badge("Uncollectible", "ended"),
    "void": Badge("Void", "ended"),
}


def badge(invoice: Invoice, now: int) -> Badge:
    """The status as people say it: what is open may be past due, partly paid or about to be charged again."""
    if invoice.is_draft:
        return Badge("Scheduled", "calm") if invoice.automatically_finalizes_at else Badge("Draft", "ended")
    if invoice.status == "void" and invoice.latest_revision is not None:
        return Badge("Replaced", "ended")
    if invoice.status in _PLAIN:
        return _PLAIN[invoice.status]
    if invoice.due_date is not None and invoice.due_date < now:
        return Badge("Past due", "late")
    if invoice.attempt_count and invoice.next_payment_attempt is not None:
        return Badge("Retrying", "late")
    if invoice.amount_paid:
        return Badge("Partially paid", "calm")
    return Badge("Open", "calm")


def remaining(details: InvoiceDetails) -> int:
    """What is still to be paid, in minor units; of a draft what would be, as the API says it."""
    due, _ = view.due_of(details)
    return due - details.invoice.amount_paid


def named(invoice: Invoice) -> str:
    """The number, or "Draft"."""
    return invoice.number or "Draft"
