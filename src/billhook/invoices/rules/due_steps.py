"""What happens to an open invoice around its due date, and when (invoicing.md §4.6).

`past_due` makes its customer delinquent, as the due date passes. The others happen where the account asks for them, so
many days before or after: days in the account's time zone. Each reminder is a step too (`rules/reminding.py`).
"""

from collections.abc import Mapping, Sequence

from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import OPEN
from billhook.invoices.rules.reminding import is_reminder, reminders
from billhook.kernel.days import days_later
from billhook.kernel.replacing import replace

WILL_BE_DUE, PAST_DUE, OVERDUE, WRITE_OFF = "will_be_due", "past_due", "overdue", "write_off"


def moments(due_date: int, account: AccountSettings) -> Mapping[str, int]:
    """When each step is due, in Unix seconds, in their order."""
    days = {
        WILL_BE_DUE: -account.will_be_due_days,
        OVERDUE: account.overdue_days,
        WRITE_OFF: account.overdue_uncollectible_days,
    }
    found = {PAST_DUE: due_date}
    found |= {step: days_later(due_date, after, account.time_zone) for step, after in days.items() if after}
    found |= reminders(due_date, account.reminder_schedule, account.time_zone)
    return dict(sorted(found.items(), key=lambda step: step[1]))


def planned_steps(invoice: Invoice, account: AccountSettings, *, now: int) -> Invoice:
    """An invoice with the moment of its next step, if it has one.

    That an invoice will be due is told at its moment or not at all, and is planned only while that is to come. A
    reminder whose moment was over when the invoice was finalized is none.
    """
    if invoice.status != OPEN or invoice.due_date is None:
        return replace(invoice, next_due_step_at=None)
    coming = [
        moment
        for step, moment in moments(invoice.due_date, account).items()
        if step not in invoice.due_steps
        and (step != WILL_BE_DUE or moment > now)
        and not (is_reminder(step) and moment <= (invoice.finalized_at or 0))
    ]
    return replace(invoice, next_due_step_at=min(coming, default=None))


def steps_due(invoice: Invoice, account: AccountSettings, *, now: int) -> list[str]:
    """The steps of a finalized invoice whose moment has come and that were not taken, in their order."""
    if invoice.due_date is None:
        return []
    return [
        step
        for step, moment in moments(invoice.due_date, account).items()
        if moment <= now and step not in invoice.due_steps and not _is_too_late(step, moment, invoice, now)
    ]


def is_reminded(steps: Sequence[str]) -> bool:
    """Whether a reminder is mailed as these steps are taken together: one for all of them, none as it is written off.

    A server that slept over several reminders sends the latest alone.
    """
    return WRITE_OFF not in steps and any(is_reminder(step) for step in steps)


def _is_too_late(step: str, moment: int, invoice: Invoice, now: int) -> bool:
    """Whether nobody wants to hear it any more: the invoice was finalized after the moment, or what will be due is."""
    assert invoice.due_date is not None
    if step == WILL_BE_DUE and now >= invoice.due_date:
        return True
    return (step == WILL_BE_DUE or is_reminder(step)) and moment <= (invoice.finalized_at or 0)
