"""Numbers: a prefix and at least four digits (invoicing.md §10.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.invoices.rules.numbering import number


@pytest.mark.parametrize(
    ("prefix", "sequence", "text"),
    [
        ("1B2C3D4E", 1, "1B2C3D4E-0001"),
        ("INV", 42, "INV-0042"),
        ("INV", 9_999, "INV-9999"),
        ("INV", 10_000, "INV-10000"),
        ("A", 1_000_000_000, "A-1000000000"),
    ],
)
def test_number(prefix: str, sequence: int, text: str) -> None:
    assert number(prefix, sequence) == text


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_no_two_places_share_a_number(one: int, other: int) -> None:
    assert (number("INV", one) == number("INV", other)) == (one == other)
