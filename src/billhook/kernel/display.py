"""How people read values: money, quantities, days, periods and addresses in the reader's language.

The wire speaks minor units, unix seconds and country codes; pages, PDFs and mails speak through this module,
so that one amount looks the same wherever it is read. The rules of each locale come from CLDR through Babel;
how many digits a minor unit has comes from `kernel.money` alone, because CLDR and the API differ in places.
"""

import copy
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton, format_timedelta
from babel.numbers import NumberPattern

from billhook.kernel.address import Address
from billhook.kernel.money import DECIMAL_PLACES, minor_digits

DEFAULT_LOCALE = "en_US"

# A day before the year 9999 ends in UTC. The API takes moments up to its end, and east of Greenwich the calendar
# of Python would be over by then.
_LATEST_SHOWN = 253_402_300_799 - 86_400

# Two decimals on the wire (invoicing.md §2.1), none in the wallet: shown only when they say something.
_WHOLE_ON_PAPER = frozenset({"isk", "ugx"})

# As many weeks, months or years as this are written out as such; fewer are days.
_NEVER_WEEKS = 1_000_000

# CLDR's currencySpacing, which Babel leaves out: "CHF 12.00" and not "CHF12.00", but still "$12.00".
_LETTER_MEETS_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")

# Countries whose addresses are written "City, REGION postcode"; the others of this list put the postcode on
# a line of its own. Everywhere else the postcode stands before the city.
_CITY_REGION_POSTCODE = frozenset({"US", "CA", "AU", "IN", "TW", "PR"})
_POSTCODE_LAST = frozenset({"GB", "IE", "IM", "JE", "GG", "GI", "NZ", "ZA", "HK", "SG"})


@lru_cache(maxsize=256)
def locale_of(tag: str) -> Locale:
    """The locale of a language tag as the API writes it ("de", "pt-BR") or as Babel does ("en_US").

    A tag that CLDR does not know falls back to its language, then to `DEFAULT_LOCALE`: a page in the wrong
    language can still be read, and a page that fails cannot.
    """
    wanted = tag.replace("-", "_")
    for candidate in (wanted, wanted.split("_")[0], DEFAULT_LOCALE):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("CLDR knows the default locale")


@lru_cache(maxsize=512)
def _with_places(style: str, tag: str, least: int, most: int) -> NumberPattern:
    """The locale's own pattern ("currency" or "number"), made to show `least` to `most` decimal places."""
    locale = locale_of(tag)
    found = locale.currency_formats["standard"] if style == "currency" else locale.decimal_formats[None]
    pattern: NumberPattern = copy.copy(found)
    pattern.frac_prec = (least, most)
    return pattern


def money(minor: int, currency: str, locale: str = DEFAULT_LOCALE) -> str:
    """An amount in minor units as a reader expects it: 123456 usd is "$1,234.56", 500 jpy is "¥500"."""
    digits = minor_digits(currency)
    amount = Decimal(minor).scaleb(-digits)
    if currency in _WHOLE_ON_PAPER and minor % 10**digits == 0:
        digits = 0
    return _money(amount, currency, locale, digits, digits)


def unit_price(minor: str | Decimal, currency: str, locale: str = DEFAULT_LOCALE) -> str:
    """A unit price given as a decimal of minor units, with every digit it has: "0.5" usd is "$0.005".

    At least the digits of the currency are shown, at most twelve beyond them. Raises
    decimal.InvalidOperation for a string that is no number.
    """
    digits = minor_digits(currency)
    amount = Decimal(minor).scaleb(-digits)
    least = 0 if currency in _WHOLE_ON_PAPER and amount == amount.to_integral_value() else digits
    return _money(amount, currency, locale, least, digits + DECIMAL_PLACES)


def _money(amount: Decimal, currency: str, locale: str, least: int, most: int) -> str:
    pattern = _with_places("currency", locale, least, most)
    text = pattern.apply(amount, locale_of(locale), currency=currency.upper(), currency_digits=False)
    return _LETTER_MEETS_DIGIT.sub("\N{NO-BREAK SPACE}", text)


def quantity(value: int | str | Decimal, locale: str = DEFAULT_LOCALE) -> str:
    """A quantity without trailing zeros: "1250.50" is "1,250.5". At most twelve decimal places."""
    pattern = _with_places("number", locale, 0, DECIMAL_PLACES)
    return str(pattern.apply(Decimal(value), locale_of(locale)))


def percent(value: int | str | Decimal, locale: str = DEFAULT_LOCALE) -> str:
    """A percentage given in hundredths, as tax rates are: "7.7" is "7.7%" (and "7,7 %" in German)."""
    language = locale_of(locale)
    pattern = copy.copy(language.percent_formats[None])
    pattern.frac_prec = (0, 4)
    return str(pattern.apply(Decimal(value).scaleb(-2), language))


def local_date(unix_seconds: int, time_zone: str) -> date:
    """The calendar day of an instant in an IANA time zone; ZoneInfoNotFoundError for an unknown zone."""
    return datetime.fromtimestamp(min(unix_seconds, _LATEST_SHOWN), ZoneInfo(time_zone)).date()


def day(unix_seconds: int, time_zone: str, locale: str = DEFAULT_LOCALE) -> str:
    """The day of an instant, written out: "November 22, 2026", "22. November 2026"."""
    return str(format_date(local_date(unix_seconds, time_zone), format="long", locale=locale_of(locale)))


def days(number: int, locale: str = DEFAULT_LOCALE) -> str:
    """A number of days: "1 day", "7 Tage"."""
    # `format_unit` would be the shorter way, but has no words for days in ten of our languages (Babel 2.18).
    span = timedelta(days=number)
    return str(format_timedelta(span, granularity="day", threshold=_NEVER_WEEKS, locale=locale_of(locale)))


def month(name: str, locale: str = DEFAULT_LOCALE) -> str:
    """A month such as `2026-11`, written out: "November 2026". Raises ValueError for any other text."""
    return str(format_skeleton("yMMMM", date.fromisoformat(f"{name}-01"), locale=locale_of(locale)))


def period(start: int, end: int, time_zone: str, locale: str = DEFAULT_LOCALE) -> str:
    """A span of days, both ends included: "Nov 1 – 30, 2026"; a single day when both fall on the same one."""
    first, last = local_date(start, time_zone), local_date(end, time_zone)
    if first == last:
        return str(format_date(first, format="medium", locale=locale_of(locale)))
    return str(format_interval(first, last, skeleton="yMMMd", locale=locale_of(locale)))


def address_lines(address: Address | None, locale: str = DEFAULT_LOCALE) -> tuple[str, ...]:
    """A postal address as lines in its country's order.

    Absent and empty parts leave no trace; the country is named in the reader's language.
    """
    if address is None:
        return ()
    city, state, postcode = _part(address.city), _part(address.state), _part(address.postal_code)
    country = _part(address.country).upper()
    if country in _CITY_REGION_POSTCODE:
        place = [", ".join(filter(None, [city, " ".join(filter(None, [state, postcode]))]))]
    elif country in _POSTCODE_LAST:
        place = [", ".join(filter(None, [city, state])), postcode]
    else:
        place = [", ".join(filter(None, [" ".join(filter(None, [postcode, city])), state]))]
    country_name = locale_of(locale).territories.get(country, country)
    return tuple(filter(None, [_part(address.line1), _part(address.line2), *place, country_name]))


def _part(text: str | None) -> str:
    return (text or "").strip()
