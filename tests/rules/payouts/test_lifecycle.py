"""How a payout goes to where its processor says that it is (`stripe/_payout.py`, `status`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.payouts.rules.lifecycle import EVENTS, PAYOUT, RETURNED, STATUSES, next_step

ANY = st.sampled_from(STATUSES)


def way(status: str, told: str) -> list[str]:
    """The statuses from one to where the processor says that it is."""
    passed = []
    while (verb := next_step(status, told)) is not None:
        status = PAYOUT.after(verb, status)
        passed.append(status)
    return passed


@pytest.mark.parametrize(
    ("status", "told", "passed"),
    [
        ("pending", "pending", []),
        ("pending", "in_transit", ["in_transit"]),
        ("pending", "paid", ["in_transit", "paid"]),
        ("pending", "failed", ["in_transit", "failed"]),
        ("pending", "canceled", ["canceled"]),
        ("in_transit", "pending", []),
        ("in_transit", "paid", ["paid"]),
        ("in_transit", "failed", ["failed"]),
        ("in_transit", "canceled", ["canceled"]),
        # Some payouts that fail show as paid first.
        ("paid", "failed", ["failed"]),
        ("paid", "canceled", ["canceled"]),
        ("paid", "in_transit", []),
        ("paid", "pending", []),
        *((ended, told, []) for ended in ("failed", "canceled") for told in STATUSES),
    ],
)
def test_the_way(status: str, told: str, passed: list[str]) -> None:
    assert way(status, told) == passed


@given(ANY, st.lists(ANY, max_size=20))
def test_whatever_is_told_the_money_comes_back_once_at_most(start: str, told: list[str]) -> None:
    status, returned = start, int(start in RETURNED)
    for one in told:
        for passed in way(status, one):
            status = passed
            returned += passed in RETURNED
    assert returned <= 1


def test_each_step_is_told() -> None:
    assert set(EVENTS) == set(PAYOUT.transitions)
