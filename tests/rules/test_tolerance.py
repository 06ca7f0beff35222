"""By how much a bank transfer may fall short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.account_settings.settings import AccountSettings, checked


@pytest.mark.parametrize(
    ("percent", "owed", "tolerated"),
    [
        ("0", 10_000, 0), ("0.5", 10_000, 50), ("0.5", 10_199, 50), ("0.5", 199, 0), ("1", 199, 1), ("10", 10, 1),
        ("10", 1, 0), (" 2 ", 50, 1),
    ],
)  # fmt: skip
def test_whole_minor_units_of_what_is_owed(percent: str, owed: int, tolerated: int) -> None:
    assert AccountSettings(underpayment_tolerance=percent).tolerated(owed) == tolerated


@given(owed=st.integers(1, 10**12), percent=st.decimals("0", "10", places=2))
def test_something_is_always_paid(owed: int, percent: object) -> None:
    tolerated = AccountSettings(underpayment_tolerance=str(percent)).tolerated(owed)
    assert 0 <= tolerated < owed
    assert tolerated * 10 <= owed


@pytest.mark.parametrize("text", ["", "ten", "-1", "10.01", "NaN", "Infinity", "1%"])
def test_what_is_no_percentage(text: str) -> None:
    with pytest.raises(ValueError, match="underpayment_tolerance"):
        checked("underpayment_tolerance", text)
