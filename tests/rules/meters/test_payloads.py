"""Whom an event speaks of, and how much (recurring.md §7.1)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.meters.rules.payloads import (
    INVALID_VALUE,
    NO_CUSTOMER,
    NO_VALUE,
    TOO_MANY_DIGITS,
    Fault,
    Usage,
    usage_of,
)


def said(payload: dict[str, str], *, counts: bool = False) -> Usage | Fault:
    return usage_of(payload, customer_key="stripe_customer_id", value_key="value", counts=counts)


def of(value: str) -> Usage | Fault:
    return said({"stripe_customer_id": "cus_1", "value": value})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25", "25"), ("0", "0"), ("-3", "-3"), ("+3", "3"), ("0.5", "0.5"), ("007", "7"), ("1.000", "1"),
        ("999999999999999", "999999999999999"), ("0.000000000001", "0.000000000001"), ("-0.25", "-0.25"),
        ("0000000000000000001", "1"), ("1.0000000000000000", "1"),
    ],
)  # fmt: skip
def test_a_value_is_a_number(text: str, value: str) -> None:
    assert of(text) == Usage("cus_1", Decimal(value))


@pytest.mark.parametrize(
    "text",
    [
        "x", "1e3", "1,5", "1.", ".5", "--1", " 1", "1 ", "0x10", "NaN", "Infinity", "-inf", "1_000", "١٢", "1\n",
        "½", "1.2.3", "+", "-", "1.e2", "١.5",
    ],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert of(text) == Fault(INVALID_VALUE, "value")


@pytest.mark.parametrize("text", ["1000000000000000", "0.0000000000001", "9" * 400, "0." + "1" * 400])
def test_too_many_digits(text: str) -> None:
    assert of(text) == Fault(TOO_MANY_DIGITS, "value")


def test_what_is_missing() -> None:
    assert said({"value": "1"}) == Fault(NO_CUSTOMER, "stripe_customer_id")
    assert said({"value": "1", "stripe_customer_id": ""}) == Fault(NO_CUSTOMER, "stripe_customer_id")
    assert said({"stripe_customer_id": "cus_1"}) == Fault(NO_VALUE, "value")
    assert of("") == Fault(NO_VALUE, "value")


def test_a_meter_that_counts_looks_at_no_value() -> None:
    assert said({"stripe_customer_id": "cus_1"}, counts=True) == Usage("cus_1", Decimal(1))
    assert said({"stripe_customer_id": "cus_1", "value": "x"}, counts=True) == Usage("cus_1", Decimal(1))
    assert said({"value": "1"}, counts=True) == Fault(NO_CUSTOMER, "stripe_customer_id")


def test_keys_of_ones_own() -> None:
    payload = {"account": "cus_2", "bytes": "7", "value": "1", "stripe_customer_id": "cus_1"}
    assert usage_of(payload, customer_key="account", value_key="bytes", counts=False) == Usage("cus_2", Decimal(7))


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=12, allow_nan=False))
def test_every_number_within_the_digits_is_taken_exactly(value: Decimal) -> None:
    assert of(format(value, "f")) == Usage("cus_1", value)


@given(st.text(max_size=40))
def test_no_text_is_more_than_refused(text: str) -> None:
    found = of(text)
    if isinstance(found, Usage):
        assert found.value == Decimal(text)
