"""How long what is owed has been due: classes by whole days of the calendar in the account's time zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from billhook.figures.objects import Debts, Owed
from billhook.figures.rules.periods import moment

SLOT_SECONDS = 900
_AGES = (30, 60, 90)


@dataclass(frozen=True, slots=True)
class Age:
    """A class: its words, the first and the last due day in it (None: no bound), and what is owed in it."""

    words: str
    first: date | None
    last: date | None
    owed: Owed
    is_past_due: bool = True
    has_date: bool = True


def edges(now: int, today: date, zone: str) -> list[int]:
    """The due dates at which one class ends and another begins, Unix seconds in order.

    What is due today is past due from its slot on, which is a quarter of an hour.
    """
    return [*(moment(today - timedelta(days=age), zone) for age in reversed(_AGES)), now - now % SLOT_SECONDS]


def ages(debts: Debts, today: date) -> Sequence[Age]:
    """The classes, youngest first. What has no due date is one only if there is any."""
    older, *between, young, not_yet = debts.by_due
    found = [Age("Not yet due", today, None, not_yet, is_past_due=False)]
    since = -1
    for age, owed in zip(_AGES, (young, *reversed(between)), strict=True):
        words = f"{since + 1}–{age} days"
        found.append(Age(words, today - timedelta(days=age), today - timedelta(days=since + 1), owed))
        since = age
    found.append(Age(f"Over {since} days", None, today - timedelta(days=since + 1), older))
    if debts.without_date.invoices:
        found.append(Age("No due date", None, None, debts.without_date, is_past_due=False, has_date=False))
    return found
