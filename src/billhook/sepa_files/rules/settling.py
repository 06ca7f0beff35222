"""From when on an order that nobody has refused or sent back counts as done (live-money.md §5)."""

from datetime import date

from billhook.sepa_files.rules.bank_days import bank_day_after

DAYS_TO_RETURN = 6
"""So many bank days after the day of a debit its return is known: banks have five, and the statement takes one."""


def last_day(execute_on: date, fetched_on: date) -> date:
    """The last day on which it is waited for a return: the sixth bank day after the day of the order.

    A bank that gets a file too late acts on the bank day after it got the file.
    """
    return bank_day_after(max(execute_on, bank_day_after(fetched_on, 1)), DAYS_TO_RETURN)
