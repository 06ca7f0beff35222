"""Numbers as people type them (the editor's rules for money and quantities)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.dashboard.numbers import NotANumber, decimal, minor_units, typed, typed_quantity, whole_minor_units


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1.234,50", "de", "1234.50"),
        ("1,234.50", "en", "1234.50"),
        ("1 234,50", "fr", "1234.50"),
        ("1\u202f234,50", "fr", "1234.50"),
        ("1'234.50", "de-CH", "1234.50"),
        ("1’234.50", "de-CH", "1234.50"),
        ("123,00", "de", "123.00"),
        ("30,5", "de", "30.5"),
        ("35", "de", "35"),
        ("1.234", "de", "1234"),
        ("1,234", "en", "1234"),
        ("1.234.567", "de", "1234567"),
        ("0,004", "de", "0.004"),
        (",5", "de", "0.5"),
        ("２５", "en", "25"),
        ("١٢٫٥", "ar", "12.5"),
        ("−12.5", "en", "-12.5"),
        ("-3", "en", "-3"),
        ("€ 12,50", "de", "12.50"),
        ("12,50 €", "de", "12.50"),
        ("$12.50", "en", "12.50"),
        ("USD 12.50", "en", "12.50"),
        ("  7  ", "en", "7"),
    ],
)
def test_what_people_type_is_the_number_that_they_mean(text: str, locale: str, value: str) -> None:
    assert decimal(text, locale) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "locale", "sentence"),
    [
        ("1.23", "de", "Did you mean 1,23 or 123?"),
        ("1,23", "en", "Did you mean 1.23 or 123?"),
        ("12,34,5", "en", "Enter a number, such as 1.50."),
        ("1:30", "en", "Enter a number, such as 1.50."),
        ("", "en", "Enter a number, such as 1.50."),
        ("abc", "en", "Enter a number, such as 1.50."),
        ("1.2.3", "en", "Enter one number."),
        ("1e5", "en", "Enter a number, such as 1.50."),
        ("1" * 16, "en", "Enter at most 15 digits and 12 decimal places."),
    ],
)
def test_what_could_mean_two_things_is_asked(text: str, locale: str, sentence: str) -> None:
    with pytest.raises(NotANumber, match=r".*") as caught:
        decimal(text, locale)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.50", "usd", "1250"), ("500", "jpy", "500"), ("1.234", "kwd", "1234"), ("0.004", "usd", "0.4"),
     ("4.5", "jpy", "4.5")],
)  # fmt: skip
def test_prices_are_in_the_currency_s_minor_units(text: str, currency: str, minor: str) -> None:
    assert minor_units(text, currency, "en") == Decimal(minor)


def test_an_amount_is_not_finer_than_the_smallest_coin() -> None:
    assert whole_minor_units("12.50", "usd", "en") == 1250
    with pytest.raises(NotANumber, match="JPY has no decimal places"):
        whole_minor_units("4.5", "jpy", "en")
    with pytest.raises(NotANumber, match="USD has at most 2 decimal places"):
        whole_minor_units("1.005", "usd", "en")


@given(
    amount=st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False),
    currency=st.sampled_from(["usd", "jpy", "kwd"]),
    locale=st.sampled_from(["en", "de", "fr", "de-CH", "pt-BR", "ar"]),
)
def test_what_a_field_shows_is_read_back_as_it_was(amount: Decimal, currency: str, locale: str) -> None:
    assert minor_units(typed(amount, currency, locale), currency, locale) == amount


@given(
    quantity=st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False),
    locale=st.sampled_from(["en", "de", "fr"]),
)
def test_a_quantity_is_read_back_as_it_was(quantity: Decimal, locale: str) -> None:
    assert decimal(typed_quantity(quantity, locale), locale) == quantity
