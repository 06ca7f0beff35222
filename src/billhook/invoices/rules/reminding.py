"""Reminders of an unpaid invoice: their names as steps, their moments, and which of them is mailed (invoicing.md §5).

A reminder leaves at nine in the morning of its day, in the account's time zone.
"""

from collections.abc import Iterable, Mapping

from billhook.invoices.objects import Invoice
from billhook.invoices.rules.letters import REMINDER_BEFORE, REMINDER_DUE, REMINDER_OVERDUE
from billhook.kernel.days import day_at

_NAME = "reminder:"
_HOUR = 9


def reminders(due_date: int, days: Iterable[int], time_zone: str) -> Mapping[str, int]:
    """The moment of each reminder by its name, `reminder:-3` for three days before the due date; Unix seconds."""
    return {f"{_NAME}{after}": day_at(due_date, after, _HOUR, time_zone) for after in days}


def is_reminder(step: str) -> bool:
    """Whether a step is a reminder."""
    return step.startswith(_NAME)


def days_of(step: str) -> int:
    """The days after the due date of a step that is a reminder."""
    return int(step.removeprefix(_NAME))


def gets_reminders(invoice: Invoice) -> bool:
    """Whether an open invoice is reminded of at all: it is sent, and it advances."""
    return invoice.collection_method == "send_invoice" and invoice.auto_advance


def kind_of_reminder(days: int) -> str:
    """The kind of the mail so many days after the due date; negative before it."""
    if days < 0:
        return REMINDER_BEFORE
    return REMINDER_OVERDUE if days else REMINDER_DUE
