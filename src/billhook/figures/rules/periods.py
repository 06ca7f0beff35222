"""Periods of the calendar in an account's time zone: whole months, the stretches of their charts, the period before.

A period is made of whole months, because every figure is exact to the month in every time zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

MONTHS_MAX = 36
_YEARS = (1980, 2200)
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
    """What is wrong with the months of a period, as a sentence."""


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
    """From one month to another, both as "2026-12" and both with all their days. Raises BadPeriod."""
    begin, end = _month(first), _month(last)
    if begin is None or end is None:
        raise BadPeriod("Choose a first and a last month.")
    if end < begin:
        raise BadPeriod("The last month lies before the first.")
    days = Days(begin, month_after(end, 1))
    if months_of(days) > MONTHS_MAX:
        raise BadPeriod(f"Choose at most {MONTHS_MAX} months.")
    return days


def _month(text: str) -> date | None:
    """The first day of a month; None for what is none, or is in no calendar of a business."""
    try:
        day = date.fromisoformat(f"{text}-01") if len(text) == len("2026-12") else None
    except ValueError:
        return None
    return day if day is not None and _YEARS[0] <= day.year <= _YEARS[1] else None


def before(days: Days, today: date) -> Days:
    """The period before with which this one is compared: as many months, and of a running one as many days."""
    first = month_after(days.first, -months_of(days))
    if not days.first <= today < days.end:
        return Days(first, days.first)
    return Days(first, min(first + (today - days.first) + timedelta(days=1), days.first))


def grain_of(days: Days) -> Grain:
    """Days of one month, weeks of up to a quarter, months of what is longer."""
    months = months_of(days)
    if months == 1:
        return Grain.DAY
    return Grain.WEEK if months <= _MONTHS_OF_A_QUARTER else Grain.MONTH


def stretches(days: Days, grain: Grain) -> list[Days]:
    """A period cut into days, weeks (which begin on Monday; the first and the last may be shorter) or months."""
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
