"""When the statement of a month is mailed, and which days it covers: those of the account's time zone.

It leaves at nine in the morning of the first day of the next month.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from billhook.kernel.days import day_at

_HOUR = 9
# An account can change its time zone while a moment is planned. Half a month later it is the same month in any zone.
_HALF_A_MONTH = 14


@dataclass(frozen=True, slots=True)
class Period:
    """Days from their first second to the first one after them, in Unix seconds."""

    since: int
    until: int


def first_moment(now: int, time_zone: str) -> int:
    """The first moment after `now` at which statements leave; Unix seconds."""
    today = datetime.fromtimestamp(now, ZoneInfo(time_zone)).date()
    this_month = _moment(today.replace(day=1), time_zone)
    return this_month if this_month > now else _moment(_month_after(today), time_zone)


def moment_after(planned: int, time_zone: str) -> int:
    """The moment a month after one that was planned."""
    return _moment(_month_after(_month_of(planned, time_zone)), time_zone)


def latest_moment(planned: int, now: int, time_zone: str) -> int:
    """The last moment from a planned one on that has come. A worker that slept over months mails the last one alone."""
    while (following := moment_after(planned, time_zone)) <= now:
        planned = following
    return planned


def month_before(planned: int, time_zone: str) -> Period:
    """The month that the statement of a planned moment covers: the one that was over then."""
    until = _month_of(planned, time_zone)
    since = (until - timedelta(days=1)).replace(day=1)
    return Period(_midnight(since, time_zone), _midnight(until, time_zone))


def _month_of(planned: int, time_zone: str) -> date:
    """The first day of the month in which a planned moment lies."""
    at = datetime.fromtimestamp(planned, ZoneInfo(time_zone)) + timedelta(days=_HALF_A_MONTH)
    return at.date().replace(day=1)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _moment(first: date, time_zone: str) -> int:
    return day_at(_midnight(first, time_zone), 0, _HOUR, time_zone)


def _midnight(day: date, time_zone: str) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone)).timestamp())
