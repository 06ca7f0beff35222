"""How long an attempt waits, by table."""

import pytest

from billhook.people.rules.guessing import Budget, counted_address, of_code, of_sign_in, wait_seconds

GROWING = Budget("pair", free=5, window=900)
FIXED = Budget("address", free=3, window=100, grows=False)


@pytest.mark.parametrize(
    ("moments", "now", "seconds"),
    [
        ([], 0, 0),
        ([0] * 4, 0, 0),
        ([0] * 5, 0, 1),
        ([0] * 5, 1, 0),
        ([0] * 5 + [10], 10, 2),
        ([0] * 6 + [10], 11, 3),
        ([0] * 11 + [10], 10, 60),
        ([0] * 100 + [10], 10, 60),
        ([0] * 100 + [10], 70, 0),
    ],
)
def test_a_growing_budget_doubles_the_wait_up_to_a_minute(moments: list[int], now: int, seconds: int) -> None:
    assert wait_seconds(GROWING, moments, now) == seconds


@pytest.mark.parametrize(
    ("moments", "now", "seconds"),
    [([0, 1], 5, 0), ([0, 1, 2], 5, 95), ([0, 1, 2], 99, 1), ([1, 2, 3, 4], 50, 52), ([0, 1, 2], 100, 0)],
)
def test_a_fixed_budget_waits_until_the_oldest_is_out_of_the_window(moments: list[int], now: int, seconds: int) -> None:
    assert wait_seconds(FIXED, moments, now) == seconds


def test_an_address_is_counted_as_its_household() -> None:
    assert counted_address("203.0.113.9") == "203.0.113.9"
    assert counted_address("2001:db8:1:2:3::9") == "2001:db8:1:2::/64"
    assert counted_address("::ffff:203.0.113.9") == "203.0.113.9"
    assert counted_address("") == ""


def test_a_known_device_spends_nothing_of_its_address() -> None:
    assert [budget.subject for budget in of_sign_in("A@b.example", "203.0.113.9", "d1")] == ["device:d1"]
    assert [budget.subject for budget in of_sign_in("A@b.example", "203.0.113.9", None)] == [
        "address:203.0.113.9", "pair:a@b.example 203.0.113.9",
    ]  # fmt: skip
    assert of_code("per_1", "d1")[0].subject != of_code("per_1", None)[0].subject
