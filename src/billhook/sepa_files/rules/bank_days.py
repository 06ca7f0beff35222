"""The days on which euros move between banks: those of TARGET (European Central Bank, since 2002)."""

from datetime import date, timedelta

_FIXED = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})
_SATURDAY = 5


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, beyond = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * beyond + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def is_bank_day(day: date) -> bool:
    """Whether TARGET is open: no weekend, 1 January, Good Friday, Easter Monday, 1 May, 25 or 26 December."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    sunday = easter(day.year)
    return day not in (sunday - timedelta(days=2), sunday + timedelta(days=1))


def bank_day_after(day: date, count: int) -> date:
    """The bank day that is `count` bank days after a day; with 0 the day itself, or else the next bank day."""
    while not is_bank_day(day):
        day += timedelta(days=1)
        if is_bank_day(day):
            count = max(count - 1, 0)
    for _ in range(count):
        day += timedelta(days=1)
        while not is_bank_day(day):
            day += timedelta(days=1)
    return day
