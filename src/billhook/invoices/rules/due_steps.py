"""What happens to an open invoice around its due date, and when (invoicing.md §4.6).

`past_due` makes its customer delinquent, as the due date passes. The others happen where the account asks for them, so
many days before or after: days in the account's time zone.
"""

from collections.abc import Mapping
from typing import Literal

from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel.days import days_later
from billhook.kernel.replacing import replace

Step = Literal["will_be_due", "past_due", "overdue", "write_off"]


def moments(due_date: int, account: AccountSettings) -> Mapping[Step, int]:
    """When each step is due, in Unix seconds, in their order."""
    days: dict[Step, int] = {
        "will_be_due": -account.will_be_due_days,
        "overdue": account.overdue_days,
        "write_off": account.overdue_uncollectible_days,
    }
    found: dict[Step, int] = {"past_due": due_date}
    found |= {step: days_later(due_date, after, account.time_zone) for step, after in days.items() if after}
    return dict(sorted(found.items(), key=lambda step: step[1]))


def planned_steps(invoice: Invoice, account: AccountSettings, *, now: int) -> Invoice:
    """An invoice with the moment of its next step, if it has one.

    That an invoice will be due is told at its moment or not at all, and is planned only while that is to come.
    """
    if invoice.status != OPEN or invoice.due_date is None:
        return replace(invoice, next_due_step_at=None)
    coming = [
        moment
        for step, moment in moments(invoice.due_date, account).items()
        if step not in invoice.due_steps and (step != "will_be_due" or moment > now)
    ]
    return replace(invoice, next_due_step_at=min(coming, default=None))


def steps_due(invoice: Invoice, account: AccountSettings, *, now: int) -> list[Step]:
    """The steps of a finalized invoice whose moment has come and that were not taken, in their order."""
    if invoice.due_date is None:
        return []
    due = [step for step, moment in moments(invoice.due_date, account).items() if moment <= now]
    return [step for step in due if step not in invoice.due_steps and not _is_too_late(step, invoice, account, now)]


def _is_too_late(step: Step, invoice: Invoice, account: AccountSettings, now: int) -> bool:
    """Whether nobody wants to hear that an invoice will be due: it is, or it was finalized after the moment."""
    assert invoice.due_date is not None
    if step != "will_be_due":
        return False
    moment = moments(invoice.due_date, account)[step]
    return now >= invoice.due_date or moment <= (invoice.finalized_at or 0)
