"""What happens to an invoice next if nobody does anything, in words."""

from billhook.account_settings.settings import AccountSettings
from billhook.dashboard.formatting import Formats
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.due_steps import moments


def next_steps(invoice: Invoice, account: AccountSettings, f: Formats, *, collects: bool) -> list[str]:
    """Sentences, the next step first; none for an invoice to which nothing can happen any more.

    The moments are those by which the worker acts; what is late follows in a moment. `collects` says whether invoices
    of this mode are charged by themselves at all.
    """
    if invoice.is_draft:
        return [_draft(invoice, account, f, collects=collects)]
    if invoice.status == "open":
        return [*_collected(invoice, f), *_due(invoice, account, f)] or ["Nothing happens by itself."]
    if invoice.status == "uncollectible":
        return ["Nothing happens by itself. It can still be paid."]
    return []


def _draft(invoice: Invoice, account: AccountSettings, f: Formats, *, collects: bool) -> str:
    at = invoice.automatically_finalizes_at
    if at is not None:
        is_mailed = invoice.collection_method == "send_invoice"
        goes_on = account.mail_finalized if is_mailed else collects
        then = f" and {'sent' if is_mailed else 'charged'}" if goes_on else ""
        return f"Finalized{then} {_when(at, f)}."
    if (error := invoice.last_finalization_error) is not None:
        return f"It could not be finalized by itself: {error.message}"
    return "Nothing happens until you finalize it."


def _collected(invoice: Invoice, f: Formats) -> list[str]:
    at = invoice.next_payment_attempt
    if at is None or not invoice.auto_advance:
        return []
    return [f"{'Charged again' if invoice.attempt_count else 'Charged'} {_when(at, f)}."]


def _due(invoice: Invoice, account: AccountSettings, f: Formats) -> list[str]:
    """The next step around the due date that has not been taken."""
    if invoice.due_date is None or invoice.next_due_step_at is None:
        return []
    planned = moments(invoice.due_date, account).items()
    step = next((name for name, at in planned if at == invoice.next_due_step_at and name not in invoice.due_steps), "")
    when = _when(invoice.next_due_step_at, f)
    words = {
        "will_be_due": f"Your programs are told that it will be due {when}.",
        "past_due": f"Past due {when}, unless it is paid.",
        "overdue": f"Your programs are told that it is overdue {when}.",
        "write_off": f"Marked uncollectible {when}, unless it is paid.",
    }
    return [words[step]] if step in words else []


def _when(at: int, f: Formats) -> str:
    return f"on {f.moment(at)}" if at > f.now else "in a moment"
