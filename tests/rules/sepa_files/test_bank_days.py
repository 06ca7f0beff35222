"""The calendar of TARGET, by the European Central Bank's own list of its closing days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.sepa_files.rules.bank_days import bank_day_after, easter, is_bank_day
from billhook.sepa_files.rules.settling import last_day

DAYS = st.dates(date(1999, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1999, 4, 4), (2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2019, 4, 21), (2024, 3, 31), (2025, 4, 20),
        (2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2029, 4, 1), (2030, 4, 21), (2038, 4, 25), (2285, 3, 22),
    ],
)  # fmt: skip
def test_easter(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2026-12-26", "2027-01-01", "2027-03-26",
        "2027-03-29", "2027-12-25", "2026-11-28", "2026-11-29",
    ],
)  # fmt: skip
def test_closing_days(day: str) -> None:
    assert not is_bank_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-12-24", "2026-12-31", "2026-04-02", "2026-05-14", "2026-11-30", "2026-10-03"])
def test_holidays_of_a_country_are_none_of_target(day: str) -> None:
    """Thursdays before Easter, Ascension and the eves are bank days; 3 October 2026 is a Saturday."""
    assert is_bank_day(date.fromisoformat(day)) == (day != "2026-10-03")


@pytest.mark.parametrize(
    ("day", "count", "wanted"),
    [
        ("2026-11-30", 0, "2026-11-30"), ("2026-11-30", 1, "2026-12-01"), ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 0, "2026-11-30"), ("2026-11-28", 1, "2026-11-30"), ("2026-11-28", 2, "2026-12-01"),
        ("2026-12-24", 1, "2026-12-28"), ("2026-04-02", 1, "2026-04-07"), ("2026-12-23", 3, "2026-12-29"),
        ("2026-12-31", 2, "2027-01-05"),
    ],
)  # fmt: skip
def test_so_many_bank_days_later(day: str, count: int, wanted: str) -> None:
    assert bank_day_after(date.fromisoformat(day), count) == date.fromisoformat(wanted)


@given(DAYS, st.integers(0, 30))
def test_it_is_a_bank_day_and_counts_bank_days(day: date, count: int) -> None:
    later = bank_day_after(day, count)
    assert is_bank_day(later)
    assert later >= day
    between = sum(is_bank_day(day + timedelta(days=n)) for n in range(1, (later - day).days + 1))
    assert between == (count if is_bank_day(day) else max(count, 1))


@pytest.mark.parametrize(
    ("execute_on", "fetched_on", "wanted"),
    [
        ("2026-12-02", "2026-11-30", "2026-12-10"), ("2026-12-02", "2026-12-01", "2026-12-10"),
        ("2026-12-02", "2026-12-02", "2026-12-11"), ("2026-12-02", "2026-12-11", "2026-12-22"),
        ("2026-12-22", "2026-12-18", "2026-12-31"), ("2026-04-01", "2026-03-30", "2026-04-13"),
    ],
)  # fmt: skip
def test_how_long_a_return_is_waited_for(execute_on: str, fetched_on: str, wanted: str) -> None:
    assert last_day(date.fromisoformat(execute_on), date.fromisoformat(fetched_on)) == date.fromisoformat(wanted)


@given(DAYS, DAYS)
def test_nothing_settles_before_three_bank_days(execute_on: date, fetched_on: date) -> None:
    last = last_day(execute_on, fetched_on)
    assert is_bank_day(last)
    assert last >= bank_day_after(execute_on, 3)
    assert last > fetched_on
