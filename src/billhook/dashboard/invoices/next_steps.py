"""What happens to an invoice next if nobody does anything, in words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from billhook.account_settings.settings import AccountSettings
from billhook.dashboard.developers.words import after_due
from billhook.dashboard.formatting import Formats
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.draft_window import HELD_SECONDS
from billhook.invoices.rules.due_steps import OVERDUE, PAST_DUE, WILL_BE_DUE, WRITE_OFF, moments
from billhook.invoices.rules.exemptions import LATE_FEES, REMINDERS, Exempted
from billhook.invoices.rules.late_fees import is_late_fee
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
    invoice: Invoice, account: AccountSettings, f: Formats, *, collects: bool, exempt: Collection[Exempted] = ()
) -> list[str]:
    """Sentences, the next step first; none for an invoice to which nothing can happen any more.

    The moments are those by which the worker acts. `collects` says whether invoices of this mode are charged by
    themselves at all, `exempt` what somebody exempted this one from.
    """
    steps = coming_steps(invoice, account, collects=collects, now=f.now, exempt=exempt)
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
    invoice: Invoice, account: AccountSettings, *, collects: bool, now: int, exempt: Collection[Exempted] = ()
) -> list[Coming]:
    """The steps that are planned for an invoice, the next first."""
    if invoice.is_draft and invoice.automatically_finalizes_at is not None:
        return [_finalization(invoice, invoice.automatically_finalizes_at, account, collects=collects, now=now)]
    if invoice.status == "open":
        return sorted([*_collected(invoice), *_due(invoice, account, exempt)], key=lambda step: step.at)
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


_FEE = ("A late fee is charged", ", unless it is paid.")


def _due(invoice: Invoice, account: AccountSettings, exempt: Collection[Exempted]) -> Iterator[Coming]:
    """The steps around the due date from the next one on that have not been taken; of late fees, the next one."""
    coming = [
        (step, at)
        for step, at in moments(invoice, account).items()
        if at >= (invoice.next_due_step_at or at + 1) and step not in invoice.due_steps
    ]
    has_fee = LATE_FEES in exempt
    for step, at in coming:
        if is_reminder(step):
            if gets_reminders(invoice) and REMINDERS not in exempt:
                yield Coming(at, "Reminder mailed", f", {after_due(days_of(step))}, unless it is paid.")
        elif not is_late_fee(step):
            yield Coming(at, *_DUE[step])
        elif not has_fee:
            yield Coming(at, *_FEE)
            has_fee = True
