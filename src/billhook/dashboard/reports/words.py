"""How stretches of time and short amounts are worded, in the person's language."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_compact_currency, format_decimal

from billhook.figures.rules.periods import Days, Grain
from billhook.kernel.display import locale_of
from billhook.kernel.money import minor_digits


def compact(minor: int, currency: str, locale: str) -> str:
    """An amount for the scale of a chart: "€1.5K"."""
    major = Decimal(minor).scaleb(-minor_digits(currency))
    found: str = format_compact_currency(major, currency.upper(), locale=locale_of(locale), fraction_digits=1)
    return found.replace("-", "−")


def days_number(days: Decimal, locale: str) -> str:
    """A number of days: "12" or "12.5"."""
    return format_decimal(days.normalize(), format="0.#", locale=locale_of(locale))


def whole(days: Days, locale: str) -> str:
    """A stretch of days in full: "3 Nov 2026", or "1 – 7 Nov 2026"; whole months are named as such."""
    if days.first.day == 1 and days.end.day == 1:
        return _months(days, locale)
    return interval(days, locale)


def interval(days: Days, locale: str) -> str:
    """From one day to another."""
    if days.first == days.last:
        return format_date(days.first, "medium", locale=locale_of(locale))
    return str(format_interval(days.first, days.last, skeleton="yMMMd", locale=locale_of(locale)))


def _months(days: Days, locale: str) -> str:
    if (days.first.year, days.first.month) == (days.last.year, days.last.month):
        return month(days.first, locale)
    return str(format_interval(days.first, days.last, skeleton="yMMM", locale=locale_of(locale)))


def month(day: date, locale: str) -> str:
    """A month with its year."""
    return str(format_skeleton("yMMMM", day, locale=locale_of(locale)))


def below(days: Days, grain: Grain, locale: str, *, is_first: bool) -> str:
    """What stands below a bar: a day, or a month; its year too with the first bar and in January."""
    if grain is not Grain.MONTH:
        return str(format_skeleton("MMMd", days.first, locale=locale_of(locale)))
    has_year = is_first or days.first.month == 1
    return str(format_skeleton("yMMM" if has_year else "MMM", days.first, locale=locale_of(locale)))
