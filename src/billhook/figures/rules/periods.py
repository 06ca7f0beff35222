"""Periods of the calendar in an account's time zone: whole months or any days, the stretches of their charts, the
period before.

Sums are exact to the day in every time zone. What is kept by months only is counted for the months around a period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

MONTHS_MAX = 36
_YEARS = (1980, 2200)
_LENGTHS = (len("2026-12"), len("2026-12-31"))
_DAYS_OF_A_MONTH, _DAYS_OF_A_QUARTER = 31, 92
_MONTHS_OF_A_YEAR, _MONTHS_OF_A_QUARTER = 12, 3


class Grain(Enum):
    """How long the stretches of a period are."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day until before `end`."""

    first: date
    end: date

    @property
    def last(self) -> date:
        """The last day."""
        return self.end - timedelta(days=1)


class BadPeriod(ValueError):
    """What is wrong with the days of a period, as a sentence."""


def month_after(day: date, months: int) -> date:
    """The first day of the month that comes so many months after that of a day; before it, if negative."""
    number = day.year * _MONTHS_OF_A_YEAR + day.month - 1 + months
    return date(number // _MONTHS_OF_A_YEAR, number % _MONTHS_OF_A_YEAR + 1, 1)


def months_of(days: Days) -> int:
    """How many months a period of whole months has."""
    years, months = days.end.year - days.first.year, days.end.month - days.first.month
    return years * _MONTHS_OF_A_YEAR + months


def named(name: str, today: date) -> Days:
    """The period of a name: month, last_month, quarter, year or 12_months. Any other name is the month of today."""
    this = month_after(today, 0)
    if name == "last_month":
        return Days(month_after(this, -1), this)
    if name == "quarter":
        first = month_after(this, -((this.month - 1) % _MONTHS_OF_A_QUARTER))
        return Days(first, month_after(first, _MONTHS_OF_A_QUARTER))
    if name == "year":
        return Days(date(this.year, 1, 1), date(this.year + 1, 1, 1))
    if name == "12_months":
        return Days(month_after(this, -(_MONTHS_OF_A_YEAR - 1)), month_after(this, 1))
    return Days(this, month_after(this, 1))


def between(first: str, last: str) -> Days:
    """From one day to another, as "2026-12-31", or a month as "2026-12" with all its days. Raises BadPeriod."""
    begin, end = _stretch(first), _stretch(last)
    if begin is None or end is None:
        raise BadPeriod("Choose a first and a last day.")
    if end.last < begin.first:
        raise BadPeriod("The last day lies before the first.")
    days = Days(begin.first, end.end)
    if months_of(around(days)) > MONTHS_MAX:
        raise BadPeriod(f"Choose days of at most {MONTHS_MAX} months.")
    return days


def _stretch(text: str) -> Days | None:
    """A day or a month; None for what is neither, or is in no calendar of a business."""
    is_month = len(text) == len("2026-12")
    try:
        day = date.fromisoformat(f"{text}-01" if is_month else text) if len(text) in _LENGTHS else None
    except ValueError:
        return None
    if day is None or not _YEARS[0] <= day.year <= _YEARS[1]:
        return None
    return Days(day, month_after(day, 1) if is_month else day + timedelta(days=1))


def is_whole(days: Days) -> bool:
    """Whether a period is made of whole months."""
    return days.first.day == 1 and days.end.day == 1


def around(days: Days) -> Days:
    """The whole months in which a period lies."""
    return Days(month_after(days.first, 0), month_after(days.last, 1))


def before(days: Days, today: date) -> Days:
    """The period before with which this one is compared: as many months or days, and of a running one as many days
    as have begun."""
    first = month_after(days.first, -months_of(days)) if is_whole(days) else days.first - (days.end - days.first)
    if not days.first <= today < days.end:
        return Days(first, days.first)
    return Days(first, min(first + (today - days.first) + timedelta(days=1), days.first))


def grain_of(days: Days) -> Grain:
    """Days of one month, weeks of up to a quarter, months of what is longer."""
    if not is_whole(days):
        number = (days.end - days.first).days
        if number <= _DAYS_OF_A_MONTH:
            return Grain.DAY
        return Grain.WEEK if number <= _DAYS_OF_A_QUARTER else Grain.MONTH
    months = months_of(days)
    if months == 1:
        return Grain.DAY
    return Grain.WEEK if months <= _MONTHS_OF_A_QUARTER else Grain.MONTH


def stretches(days: Days, grain: Grain) -> list[Days]:
    """A period cut into days, weeks or months. Weeks begin on Monday; the first and the
    last stretch may be shorter."""
    found: list[Days] = []
    first = days.first
    while first < days.end:
        end = min(_next(first, grain), days.end)
        found.append(Days(first, end))
        first = end
    return found


def _next(day: date, grain: Grain) -> date:
    if grain is Grain.DAY:
        return day + timedelta(days=1)
    if grain is Grain.WEEK:
        return day + timedelta(days=7 - day.weekday())
    return month_after(day, 1)


def moment(day: date, zone: str) -> int:
    """The first second of a day in a time zone, Unix seconds."""
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp())


def edges(found: Sequence[Days], zone: str) -> list[int]:
    """The moments at which stretches that follow each other begin, and the one at which the last ends."""
    return [moment(each.first, zone) for each in found] + [moment(found[-1].end, zone)]
