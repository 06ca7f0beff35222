"""The form of the number of a receipt."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.payments.rules.receipts import LONG, SHORT, TRIES, length_of, written


@pytest.mark.parametrize(
    ("digits", "number"), [("12345678", "1234-5678"), ("00000001", "0000-0001"), ("123456789012", "1234-5678-9012")]
)
def test_groups_of_four_digits(digits: str, number: str) -> None:
    assert written(digits) == number


@given(st.text("0123456789", min_size=SHORT, max_size=SHORT), st.text("0123456789", min_size=SHORT, max_size=SHORT))
def test_two_receipts_differ_as_their_digits_do(one: str, other: str) -> None:
    assert re.fullmatch(r"[0-9]{4}-[0-9]{4}", written(one))
    assert (written(one) == written(other)) == (one == other)


def test_a_long_number_is_taken_only_if_short_ones_are_used_up() -> None:
    assert {length_of(tries) for tries in range(TRIES)} == {SHORT}
    assert length_of(TRIES) == LONG
