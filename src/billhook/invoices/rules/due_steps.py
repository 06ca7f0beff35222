"""What happens to an open invoice around its due date, and when (invoicing.md §4.6).

`past_due` makes its customer delinquent, as the due date passes. The others happen where the account asks for them, so
many days before or after: days in the account's time zone. Each reminder is a step too (`rules/reminding.py`), and so
is each late fee (`rules/late_fees.py`).
"""

from collections.abc import Mapping, Sequence

from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import Invoice
from billhook.invoices.rules import late_fees
from billhook.invoices.rules.late_fees import is_late_fee
from billhook.invoices.rules.lifecycle import OPEN
from billhook.invoices.rules.reminding import is_reminder, reminders
from billhook.kernel.days import days_later
from billhook.kernel.replacing import replace

WILL_BE_DUE, PAST_DUE, OVERDUE, WRITE_OFF = "will_be_due", "past_due", "overdue", "write_off"


def moments(invoice: Invoice, account: AccountSettings) -> Mapping[str, int]:
    """When each step of an invoice is due, in Unix seconds, in their order; none without a due date."""
    due_date, zone = invoice.due_date, account.time_zone
    if due_date is None:
        return {}
    days = {
        WILL_BE_DUE: -account.will_be_due_days,
        OVERDUE: account.overdue_days,
        WRITE_OFF: account.overdue_uncollectible_days,
    }
    found = {PAST_DUE: due_date}
    found |= {step: days_later(due_date, after, zone) for step, after in days.items() if after}
    found |= reminders(due_date, account.reminder_schedule, zone)
    found |= late_fees.moments(invoice, account)
    return dict(sorted(found.items(), key=lambda step: step[1]))


def planned_steps(invoice: Invoice, account: AccountSettings, *, now: int) -> Invoice:
    """An invoice with the moment of its next step, if it has one.

    That an invoice will be due is told at its moment or not at all, and is planned only while that is to come. A
    reminder whose moment was over when the invoice was finalized is none.
    """
    if invoice.status != OPEN:
        return replace(invoice, next_due_step_at=None)
    coming = [
        moment
        for step, moment in moments(invoice, account).items()
        if step not in invoice.due_steps
        and (step != WILL_BE_DUE or moment > now)
        and not (is_reminder(step) and moment <= (invoice.finalized_at or 0))
    ]
    return replace(invoice, next_due_step_at=min(coming, default=None))


def steps_due(invoice: Invoice, account: AccountSettings, *, now: int) -> list[str]:
    """The steps of a finalized invoice whose moment has come and that were not taken, in their order."""
    return [
        step
        for step, moment in moments(invoice, account).items()
        if moment <= now and step not in invoice.due_steps and not _is_too_late(step, moment, invoice, now)
    ]


def is_reminded(taken: Sequence[str]) -> bool:
    """Whether steps that are taken at once mail a reminder: one for all of them, and none of what is written off.

    A server that slept over several reminders sends the latest alone.
    """
    return WRITE_OFF not in taken and any(map(is_reminder, taken))


def costs_a_fee(taken: Sequence[str]) -> bool:
    """Whether steps that are taken at once bring a fee: one for all of them, and none for what is written off."""
    return WRITE_OFF not in taken and any(map(is_late_fee, taken))


def held(steps: Sequence[str], *, in_flight: bool, attached: bool) -> list[str]:
    """The steps that wait because money may be on its way.

    `in_flight`: a payment is being processed. `attached`: one is attached that was not begun, and may never be; so it
    holds no reminder.
    """
    if in_flight:
        return [step for step in steps if step == WRITE_OFF or is_late_fee(step) or is_reminder(step)]
    return [step for step in steps if step == WRITE_OFF or is_late_fee(step)] if attached else []


def _is_too_late(step: str, moment: int, invoice: Invoice, now: int) -> bool:
    """Whether nobody wants to hear it any more: the invoice was finalized after the moment, or what will be due is."""
    if step == WILL_BE_DUE and now >= (invoice.due_date or 0):
        return True
    return (step == WILL_BE_DUE or is_reminder(step)) and moment <= (invoice.finalized_at or 0)
