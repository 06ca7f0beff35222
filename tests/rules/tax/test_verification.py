"""What is said about a tax id without asking an office."""

import pytest

from billhook.tax.rules.verification import first_status, is_test_value, verdict
from billhook.tax.types import TAX_ID_TYPES

VERIFIABLE = ("au_abn", "eu_vat", "gb_vat")


def test_only_three_types_have_offices() -> None:
    for kind in TAX_ID_TYPES:
        assert first_status(kind) == ("pending" if kind in VERIFIABLE else "unavailable")


@pytest.mark.parametrize("kind", VERIFIABLE)
@pytest.mark.parametrize("before", ["", "DE", "GB", "51"])
@pytest.mark.parametrize(
    ("value", "wanted"), [("000000000", "verified"), ("111111111", "unverified"), ("222222222", "pending")]
)
def test_the_test_values_decide_in_test_mode_alone(kind: str, before: str, value: str, wanted: str) -> None:
    assert is_test_value(kind, before + value)
    assert verdict(kind, before + value, livemode=False) == wanted
    assert verdict(kind, before + value, livemode=True) != "verified"


@pytest.mark.parametrize("value", ["DE123456789", "0000000000000", "DE00000000", "DE333333333", "XXXX000000000"])
def test_what_is_no_test_value_stays_pending_in_test_mode(value: str) -> None:
    assert not is_test_value("eu_vat", value)
    assert verdict("eu_vat", value, livemode=False) == "pending"


# The right ones are the examples that python-stdnum takes from the offices’ own pages.
@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("eu_vat", "DE136695976", "unavailable"),
        ("eu_vat", "DE123456789", "unverified"),
        ("eu_vat", "EL094259216", "unavailable"),
        ("eu_vat", "XI980780684", "unavailable"),
        ("eu_vat", "XI123456789", "unverified"),
        ("gb_vat", "GB980780684", "unavailable"),
        ("gb_vat", "GB123456789", "unverified"),
        ("au_abn", "83914571673", "unavailable"),
        ("au_abn", "12345678912", "unverified"),
        ("us_ein", "12-3456789", "unavailable"),
    ],
)
def test_check_digits_in_live_mode(kind: str, value: str, wanted: str) -> None:
    assert verdict(kind, value, livemode=True) == wanted
