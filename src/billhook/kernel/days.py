"""Days of a time zone: a day later it is the same time there, whatever the clocks did meanwhile."""

from calendar import monthrange
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def days_later(moment: int, days: int, time_zone: str) -> int:
    """The moment so many days later (earlier, if negative) at the same time in an IANA zone; Unix seconds.

    A time that the clocks leave out on that day counts from before they did, so it comes out later by what they left
    out; of a time that comes twice, the first is meant. Raises ZoneInfoNotFoundError for an unknown zone.
    """
    there = datetime.fromtimestamp(moment, ZoneInfo(time_zone))
    wall = there.replace(fold=0) + timedelta(days=days)  # arithmetic within a zone keeps the time of the wall
    return int(wall.astimezone(UTC).timestamp())


def day_at(moment: int, days: int, hour: int, time_zone: str) -> int:
    """The moment at this hour, so many days after the day of another moment in an IANA zone; Unix seconds.

    A time that the clocks leave out on that day counts from before they did. Raises ZoneInfoNotFoundError.
    """
    zone = ZoneInfo(time_zone)
    day = datetime.fromtimestamp(moment, zone).date() + timedelta(days=days)
    return int(datetime.combine(day, time(hour), zone).timestamp())


def days_between(moment: int, later: int, time_zone: str) -> int:
    """How many days of an IANA zone lie between two moments: 0 on the same day, negative if `later` is a day before.

    Raises ZoneInfoNotFoundError for an unknown zone.
    """
    zone = ZoneInfo(time_zone)
    return (datetime.fromtimestamp(later, zone).date() - datetime.fromtimestamp(moment, zone).date()).days


def months_later(moment: int, months: int, time_zone: str) -> int:
    """The moment so many months later on the same day of the month, or on the last one of a month that is shorter.

    The time of the wall is that of `days_later`. Raises ZoneInfoNotFoundError for an unknown zone.
    """
    there = datetime.fromtimestamp(moment, ZoneInfo(time_zone)).date()
    years, month = divmod(there.month - 1 + months, 12)
    year, month = there.year + years, month + 1
    then = there.replace(year=year, month=month, day=min(there.day, monthrange(year, month)[1]))
    return days_later(moment, (then - there).days, time_zone)
