"""Whole minor units: one rounding, and parts that are the whole (invoicing.md §2.1, §2.2)."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.nightly import IS_NIGHTLY

from billhook.kernel.money import apportion, collectible, minor_digits, round_exact, round_half_up, split

MANY = settings(max_examples=1_000 if IS_NIGHTLY else 200, deadline=None)
AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction(1, 2), 1), (Fraction(-1, 2), -1), (Fraction(3, 2), 2), (Fraction(-3, 2), -2), (Fraction(5, 2), 3),
        (Fraction(49, 100), 0), (Fraction(-49, 100), 0), (Fraction(0), 0), (Fraction(7), 7), (Fraction(1, 3), 0),
        (Fraction(2, 3), 1), (Fraction(-2, 3), -1),
    ],
)  # fmt: skip
def test_a_half_is_rounded_away_from_zero(exact: Fraction, rounded: int) -> None:
    assert round_exact(exact) == rounded


@MANY
@given(st.decimals(-(10**9), 10**9, places=4))
def test_fractions_and_decimals_are_rounded_alike(value: Decimal) -> None:
    rounded = int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert round_exact(Fraction(value)) == round_half_up(value) == rounded


@MANY
@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_splitting_loses_nothing(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1
        assert part >= 0
        assert weight or not part


def test_who_gets_the_cents_that_are_left() -> None:
    # 3.33 each; the largest remainder first, on a tie the earlier.
    assert split(10, [1, 1, 1]) == [4, 3, 3]
    assert split(11, [1, 1, 1]) == [4, 4, 3]
    assert split(100, [1, 2, 3]) == [17, 33, 50]
    assert split(0, [5, 0]) == [0, 0]


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, [0, 0]), (1, []), (1, [2, -1])])
def test_what_cannot_be_split(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="split needs"):
        split(amount, weights)


@MANY
@given(st.lists(st.fractions(-(10**9), 10**9, max_denominator=10_000), max_size=30))
def test_exact_parts_become_whole_ones_of_the_same_sum(exact: list[Fraction]) -> None:
    parts = apportion(exact)
    assert sum(parts) == round_exact(sum(exact, Fraction(0)))
    assert all(abs(part - value) < 1 for part, value in zip(parts, exact, strict=True))


@pytest.mark.parametrize(
    ("currency", "digits", "amount", "collected"),
    [
        ("usd", 2, 1_234, 1_234), ("jpy", 0, 1_234, 1_234),
        # Three decimals, of which the last is always 0.
        ("kwd", 3, 1_234, 1_230), ("kwd", 3, 1_235, 1_240), ("bhd", 3, 4, 0),
        # Written with two decimals, collected without.
        ("isk", 2, 149, 100), ("isk", 2, 150, 200), ("ugx", 2, 12_349, 12_300),
    ],
)  # fmt: skip
def test_what_can_be_collected_of_an_amount(currency: str, digits: int, amount: int, collected: int) -> None:
    assert minor_digits(currency) == digits
    assert collectible(amount, currency) == collected
