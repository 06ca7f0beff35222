"""AppliedBalance, worked by hand (invoicing.md §2.1, §2.6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.invoices.rules.applying_balance import AppliedBalance, apply_balance, provisional_due
from billhook.kernel.money import CURRENCIES, LARGEST_AMOUNT

# The minimum charge of §2.6 in major units, turned into minor units by hand: JPY and KRW have none.
MINIMUMS = {
    "usd": 50, "aed": 200, "ars": 50, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "cop": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17_500, "idr": 50, "ils": 50, "inr": 50, "jpy": 50,
    "krw": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "php": 50, "pln": 200, "ron": 200, "rub": 50,
    "sek": 300, "sgd": 50, "thb": 1000, "zar": 50,
}  # fmt: skip

APPLIED, SMALL, LARGE = "applied_to_invoice", "invoice_too_small", "invoice_too_large"


@pytest.mark.parametrize(
    ("total", "balance", "due", "ending", "movement"),
    [
        (12_000, 0, 12_000, 0, None),
        (12_000, -2_000, 10_000, 0, APPLIED),
        (12_000, -12_000, 0, 0, APPLIED),
        (12_000, -20_000, 0, -8_000, APPLIED),
        (12_000, 3_000, 15_000, 0, APPLIED),
        (-500, 0, 0, -500, APPLIED),
        (-500, 200, 0, -300, APPLIED),
        (-500, 2_000, 1_500, 0, APPLIED),
        (0, 0, 0, 0, None),
        (0, -700, 0, -700, None),
        (0, 700, 700, 0, APPLIED),
        (49, 0, 0, 49, SMALL),
        (50, 0, 50, 0, None),
        (30, 19, 0, 49, SMALL),
        (30, 20, 50, 0, APPLIED),
        (12_000, -11_951, 0, 49, SMALL),
        (999_999_999_999, 0, 999_999_999_999, 0, None),
        (1_000_000_000_000, 0, 0, 1_000_000_000_000, LARGE),
        (999_999_999_999, 1, 0, 1_000_000_000_000, LARGE),
    ],
    ids=[
        "no balance: all is due", "credit lowers what is due", "credit pays it exactly", "credit is left over",
        "a debit is collected with it", "a negative total becomes credit", "and pays a debit first",
        "a debit larger than the refund is due", "nothing of nothing", "credit has nothing to pay",
        "a debit is collected by an empty invoice", "a cent below the minimum is carried", "the minimum is due",
        "carried twice, still below", "carried until it is worth it", "what credit leaves is too small",
        "the largest amount is due", "one more is carried", "a debit makes it too large",
    ],
)  # fmt: skip
def test_the_balance_is_applied(total: int, balance: int, due: int, ending: int, movement: str | None) -> None:
    assert apply_balance(total, balance, "usd") == AppliedBalance(due, balance, ending, movement)


@pytest.mark.parametrize(("currency", "minimum"), MINIMUMS.items())
def test_the_minimum_charge_of_each_currency(currency: str, minimum: int) -> None:
    assert apply_balance(minimum, 0, currency) == AppliedBalance(minimum, 0, 0, None)
    assert apply_balance(minimum - 1, 0, currency) == AppliedBalance(0, 0, minimum - 1, SMALL)


any_amount = st.integers(-(10**13), 10**13)


@given(any_amount, any_amount, st.sampled_from(CURRENCIES))
def test_nothing_is_lost_between_invoice_and_balance(total: int, balance: int, currency: str) -> None:
    settled = apply_balance(total, balance, currency)
    assert settled.amount_due + settled.ending_balance == total + balance
    assert settled.starting_balance == balance


@given(any_amount, any_amount, st.sampled_from(CURRENCIES))
def test_what_is_due_can_be_collected(total: int, balance: int, currency: str) -> None:
    due = apply_balance(total, balance, currency).amount_due
    assert due == 0 or MINIMUMS.get(currency, 1) <= due <= LARGEST_AMOUNT


@given(any_amount, any_amount)
def test_the_balance_moves_exactly_when_a_movement_is_written(total: int, balance: int) -> None:
    settled = apply_balance(total, balance, "eur")
    assert (settled.movement is None) == (settled.ending_balance == settled.starting_balance)


@given(any_amount, any_amount)
def test_a_draft_shows_what_finalizing_would_make_due(total: int, balance: int) -> None:
    assert provisional_due(total, balance, "usd") == apply_balance(total, balance, "usd").amount_due


# What a total comes to where money moves in larger steps than its minor unit (§2.1): the nearest step is
# collected, and what it is more or less than the total stays on the balance.
@pytest.mark.parametrize(
    ("currency", "total", "due", "ending", "movement"),
    [
        ("ugx", 12_300, 12_300, 0, None),
        ("ugx", 12_349, 12_300, 49, APPLIED),
        ("ugx", 12_350, 12_400, -50, APPLIED),
        ("ugx", 49, 0, 49, SMALL),
        ("isk", 100_001, 100_000, 1, APPLIED),
        ("kwd", 5_124, 5_120, 4, APPLIED),
        ("kwd", 5_125, 5_130, -5, APPLIED),
        ("huf", 17_501, 17_501, 0, None),
    ],
)
def test_steps_larger_than_the_minor_unit(
    currency: str, total: int, due: int, ending: int, movement: str | None
) -> None:
    assert apply_balance(total, 0, currency) == AppliedBalance(due, 0, ending, movement)
