"""How people read values: each row is an example that a reader of that language would recognise."""

import re
from decimal import Decimal

import pytest

from billhook.kernel.address import Address
from billhook.kernel.display import address_lines, day, days, money, percent, period, quantity, unit_price
from billhook.kernel.languages import LANGUAGES

NBSP = "\N{NO-BREAK SPACE}"
NOVEMBER_22 = 1_795_305_600  # 2026-11-22 00:00:00 UTC


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "expected"),
    [
        (123_456, "usd", "en_US", "$1,234.56"),
        (0, "usd", "en_US", "$0.00"),
        (-1_234, "usd", "en_US", "-$12.34"),
        (999_999_999_999, "usd", "en_US", "$9,999,999,999.99"),
        (500, "jpy", "en_US", "¥500"),
        (1_500, "krw", "en_US", "₩1,500"),
        (1_234_500, "kwd", "en_US", f"KWD{NBSP}1,234.500"),
        (1, "huf", "en_US", f"HUF{NBSP}0.01"),
        (50_000, "isk", "en_US", f"ISK{NBSP}500"),
        (50_050, "isk", "en_US", f"ISK{NBSP}500.50"),
        (123_456, "eur", "de", f"1.234,56{NBSP}€"),
        (-123_456, "eur", "de", f"-1.234,56{NBSP}€"),
        (123_456, "eur", "pt-BR", f"€{NBSP}1.234,56"),
        (123_400, "chf", "de-CH", f"CHF{NBSP}1’234.00"),
        (123_456_789, "inr", "en-IN", "₹12,34,567.89"),
        (100, "usd", "xx-YY", "$1.00"),
        (100, "usd", "", "$1.00"),
    ],
)
def test_money(minor: int, currency: str, locale: str, expected: str) -> None:
    assert money(minor, currency, locale) == expected


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "expected"),
    [
        ("2000", "usd", "en_US", "$20.00"),
        ("0.5", "usd", "en_US", "$0.005"),
        ("0.000000000001", "usd", "en_US", "$0.00000000000001"),
        ("1.5", "jpy", "de", f"1,5{NBSP}¥"),
        ("0.5", "kwd", "en_US", f"KWD{NBSP}0.0005"),
        ("50000", "isk", "en_US", f"ISK{NBSP}500"),
        ("-1200", "eur", "en_US", "-€12.00"),
    ],
)
def test_unit_price_keeps_every_digit(minor: str, currency: str, locale: str, expected: str) -> None:
    assert unit_price(minor, currency, locale) == expected


@pytest.mark.parametrize(
    ("value", "locale", "expected"),
    [
        (3, "en_US", "3"),
        ("1250.50", "en_US", "1,250.5"),
        (Decimal("1E+3"), "en_US", "1,000"),
        ("0.123456789012", "en_US", "0.123456789012"),
        ("1250.5", "de", "1.250,5"),
    ],
)
def test_quantity(value: int | str | Decimal, locale: str, expected: str) -> None:
    assert quantity(value, locale) == expected


def test_percent() -> None:
    assert percent("20.0") == "20%"
    assert percent("8.875") == "8.875%"
    assert percent("7.7", "de") == f"7,7{NBSP}%"


def test_a_day_is_the_day_in_its_time_zone() -> None:
    assert day(NOVEMBER_22, "UTC") == "November 22, 2026"
    assert day(NOVEMBER_22 - 1, "UTC") == "November 21, 2026"
    assert day(NOVEMBER_22 - 1, "Europe/Berlin", "de") == "22. November 2026"
    assert day(NOVEMBER_22, "America/New_York", "en-GB") == "21 November 2026"


@pytest.mark.parametrize(
    ("number", "locale", "expected"),
    [
        (1, "en_US", "1 day"), (7, "en_US", "7 days"), (400, "en_US", "400 days"), (7, "de", "7 Tage"),
        (1, "pl", "1 dzień"), (2, "pl", "2 dni"), (21, "ro", "21 de zile"), (7, "it", "7 giorni"),
        (7, "pt_BR", "7 dias"), (3, "ar", "3 أيام"), (7, "ja", "7 日"), (7, "zh_Hant", "7 天"), (1, "tr", "1 gün"),
    ],
)  # fmt: skip
def test_a_number_of_days(number: int, locale: str, expected: str) -> None:
    assert days(number, locale) == expected


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_language_has_a_word_for_days(locale: str) -> None:
    assert all(re.search(r"[^\W\d_]", days(number, locale)) for number in range(1, 366))
    assert not any("duration" in days(number, locale) for number in range(1, 366))


def test_a_period_names_both_ends_once() -> None:
    def plain(text: str) -> str:
        return text.replace("\N{THIN SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")

    assert plain(period(NOVEMBER_22, NOVEMBER_22 + 8 * 86_400, "UTC")) == "Nov 22 – 30, 2026"
    assert plain(period(NOVEMBER_22, NOVEMBER_22 + 9 * 86_400, "UTC")) == "Nov 22 – Dec 1, 2026"
    assert period(NOVEMBER_22, NOVEMBER_22 + 60, "UTC") == "Nov 22, 2026"


def test_addresses_follow_the_custom_of_their_country() -> None:
    american = Address("510 Townsend St", None, "San Francisco", "CA", "94103", "US")
    assert address_lines(american) == (
        "510 Townsend St",
        "San Francisco, CA 94103",
        "United States",
    )
    swiss = Address(line1="Bahnhofstr. 1", city="Zürich", postal_code="8001", country="CH")
    assert address_lines(swiss, "de") == ("Bahnhofstr. 1", "8001 Zürich", "Schweiz")
    british = Address(line1="10 Downing St", city="London", postal_code="SW1A 2AA", country="GB")
    assert address_lines(british) == ("10 Downing St", "London", "SW1A 2AA", "United Kingdom")
    assert address_lines(None) == ()
    assert address_lines(Address(line1=" ", country="ZZZ")) == ("ZZZ",)
