"""Days as they stand in addresses and date fields, and the moments in which they begin and end."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Days whose end is a moment in every time zone.
_FIRST, _LAST = date(1970, 1, 2), date(9998, 12, 31)


def day_of(text: str) -> date | None:
    """The day that an ISO text names, such as 2026-12-31; None if it names none, or none that is ever needed."""
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-12-31") else None
    except ValueError:
        return None
    return day if day is not None and _FIRST <= day <= _LAST else None


def minute_of(text: str, time_zone: str) -> int | None:
    """The moment that a field for day and time holds, such as 2026-12-05T09:00, as Unix seconds; else None."""
    day, _, clock = text.partition("T")
    try:
        hour, minute = (int(part) for part in clock.split(":")[:2])
        wall = datetime.combine(day_of(day) or date.min, time(hour, minute), ZoneInfo(time_zone))
    except ValueError:
        return None
    return int(wall.timestamp()) if day_of(day) is not None else None


def begins(day: date, time_zone: str) -> int:
    """The first second of a day in a time zone, as Unix seconds."""
    return int(datetime.combine(day, time(), ZoneInfo(time_zone)).timestamp())


def ends(day: date, time_zone: str) -> int:
    """The first second after a day in a time zone, as Unix seconds."""
    return begins(day + timedelta(days=1), time_zone)


STEPS = {"hour": "+1 hour", "day": "+1 day", "week": "+1 week", "month": "+1 month"}
"""How far a test clock goes at a press of a button."""


def later(moment: int, step: str, time_zone: str) -> int:
    """The moment a step later, Unix seconds: an hour, or as many days as the calendar has, at the same time of day.

    A month later is the last day of a month that is too short.
    """
    if step == "hour":
        return moment + 3_600
    at = datetime.fromtimestamp(moment, ZoneInfo(time_zone))
    if step == "month":
        first = (at.replace(day=1) + timedelta(days=32)).replace(day=1)
        return int(first.replace(day=min(at.day, monthrange(first.year, first.month)[1])).timestamp())
    return int((at + timedelta(days={"day": 1, "week": 7}[step])).timestamp())
