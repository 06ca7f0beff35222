"""What happens to an invoice next if nobody does anything, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from billhook.account_settings.settings import AccountSettings
from billhook.dashboard.developers.words import after_due
from billhook.dashboard.formatting import Formats
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.draft_window import HELD_SECONDS
from billhook.invoices.rules.due_steps import OVERDUE, PAST_DUE, WILL_BE_DUE, WRITE_OFF, moments
from billhook.invoices.rules.reminding import days_of, gets_reminders, is_reminder


@dataclass(frozen=True, slots=True)
class Coming:
    """A step that comes by itself at the moment `at` (Unix seconds): what happens, and what is to be said besides."""

    at: int
    what: str
    besides: str = ""

    def sentence(self, f: Formats) -> str:
        """The step with its moment; what is late follows in a moment."""
        return f"{self.what} {f'on {f.moment(self.at)}' if self.at > f.now else 'in a moment'}{self.besides}"


def next_steps(
    invoice: Invoice, account: AccountSettings, f: Formats, *, collects: bool, reminders_off: bool = False
) -> list[str]:
    """Sentences, the next step first; none for an invoice to which nothing can happen any more.

    The moments are those by which the worker acts. `collects` says whether invoices of this mode are charged by
    themselves at all, `reminders_off` whether somebody switched the reminders of this one off.
    """
    steps = coming_steps(invoice, account, collects=collects, now=f.now, reminders_off=reminders_off)
    if steps:
        return [step.sentence(f) for step in steps]
    if invoice.is_draft:
        error = invoice.last_finalization_error
        failed = f"It could not be finalized by itself: {error.message}" if error is not None else ""
        return [failed or "Nothing happens until you finalize it."]
    if invoice.status == "open":
        return ["Nothing happens by itself."]
    return ["Nothing happens by itself. It can still be paid."] if invoice.status == "uncollectible" else []


def coming_steps(
    invoice: Invoice, account: AccountSettings, *, collects: bool, now: int, reminders_off: bool = False
) -> list[Coming]:
    """The steps that are planned for an invoice, the next first."""
    if invoice.is_draft and invoice.automatically_finalizes_at is not None:
        return [_finalization(invoice, invoice.automatically_finalizes_at, account, collects=collects, now=now)]
    if invoice.status == "open":
        due = _due(invoice, account, reminders=gets_reminders(invoice, is_off=reminders_off))
        return sorted([*_collected(invoice), *due], key=lambda step: step.at)
    return []


def _finalization(invoice: Invoice, at: int, account: AccountSettings, *, collects: bool, now: int) -> Coming:
    """That a draft is finalized, and whether it waits for webhooks until then (`rules/draft_window.py`)."""
    is_mailed = invoice.collection_method == "send_invoice"
    goes_on = account.mail_finalized if is_mailed else collects
    then = " and sent" if is_mailed else " and charged"
    what = "Finalized" + (then if goes_on else "")
    if invoice.finalizes_as_given or invoice.webhooks_delivered_at is not None:
        return Coming(at, what, ".")
    last = invoice.created + HELD_SECONDS
    if at < min(now, last) or at == last:
        return Coming(last, what, " at the latest: it waits for webhooks.")
    return Coming(at, what, ", if every webhook endpoint has heard of it by then.")


def _collected(invoice: Invoice) -> Iterator[Coming]:
    if invoice.next_payment_attempt is not None and invoice.auto_advance:
        yield Coming(invoice.next_payment_attempt, "Charged again" if invoice.attempt_count else "Charged", ".")


_DUE = {
    WILL_BE_DUE: ("Your programs are told that it will be due", "."),
    PAST_DUE: ("Past due", ", unless it is paid."),
    OVERDUE: ("Your programs are told that it is overdue", "."),
    WRITE_OFF: ("Marked uncollectible", ", unless it is paid."),
}


def _due(invoice: Invoice, account: AccountSettings, *, reminders: bool) -> Iterator[Coming]:
    """The steps around the due date from the next one on that have not been taken."""
    if invoice.due_date is None or invoice.next_due_step_at is None:
        return
    for step, at in moments(invoice.due_date, account).items():
        if at < invoice.next_due_step_at or step in invoice.due_steps:
            continue
        if not is_reminder(step):
            yield Coming(at, *_DUE[step])
        elif reminders:
            yield Coming(at, "Reminder mailed", f", {after_due(days_of(step))}, unless it is paid.")
