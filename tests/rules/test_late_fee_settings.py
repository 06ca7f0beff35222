"""The settings of late fees: how their texts are read (docs/guide/settings.md)."""

from decimal import Decimal

import pytest

from billhook.account_settings import late_fees
from billhook.account_settings.settings import AccountSettings, checked


def test_there_is_no_fee_unless_the_account_says_so() -> None:
    assert AccountSettings().late_fee_rule is None
    assert AccountSettings(late_fee_amount="0 EUR").late_fee_rule is None


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("", {}),
        ("5 EUR", {"eur": 500}),
        ("5.00 EUR, 4.5 gbp", {"eur": 500, "gbp": 450}),
        ("500 JPY,1.250 KWD", {"jpy": 500, "kwd": 1_250}),
    ],
)
def test_amounts_are_minor_units_of_their_currency(text: str, amounts: dict[str, int]) -> None:
    assert late_fees.amounts(text) == amounts


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("late_fee_percent", "ten"), ("late_fee_percent", "-1"), ("late_fee_percent", "100.1"),
        ("late_fee_percent", "NaN"), ("late_fee_percent", "1.00001"), ("late_fee_amount", "5"),
        ("late_fee_amount", "5 XYZ"), ("late_fee_amount", "-5 EUR"), ("late_fee_amount", "5.005 EUR"),
        ("late_fee_amount", "5.5 JPY"), ("late_fee_amount", "5 EUR, 6 EUR"), ("late_fee_amount", "5 EUR,"),
        ("late_fee_amount", "9999999999999 EUR"), ("late_fee_tax", "19"), ("late_fee_tax", "VAT"),
        ("late_fee_tax", "VAT 101"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must "):
        checked(name, text)


@pytest.mark.parametrize("text", ["VAT 19", " VAT  19% "])
def test_a_tax_has_a_name_and_a_percentage(text: str) -> None:
    assert AccountSettings(late_fee_tax=text).late_fee_taxed == late_fees.FeeTax("VAT", Decimal(19))


def test_no_tax_by_default() -> None:
    assert AccountSettings().late_fee_taxed is None
