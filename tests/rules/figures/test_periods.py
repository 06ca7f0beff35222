"""Periods are whole months or any days of the account's calendar, each compared with as much of the one before."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.figures.rules import periods
from billhook.figures.rules.periods import BadPeriod, Days, Grain

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("name", "first", "end"),
    [
        ("month", date(2026, 11, 1), date(2026, 12, 1)),
        ("last_month", date(2026, 10, 1), date(2026, 11, 1)),
        ("quarter", date(2026, 10, 1), date(2027, 1, 1)),
        ("year", date(2026, 1, 1), date(2027, 1, 1)),
        ("12_months", date(2025, 12, 1), date(2026, 12, 1)),
        ("nonsense", date(2026, 11, 1), date(2026, 12, 1)),
    ],
)
def test_each_name(name: str, first: date, end: date) -> None:
    assert periods.named(name, TODAY) == Days(first, end)


@pytest.mark.parametrize(
    ("name", "today", "first", "end"),
    [
        # Running: as many days as have begun. 29 days of November stand beside 29 of October.
        ("month", TODAY, date(2026, 10, 1), date(2026, 10, 30)),
        # The 31st day of March has no day beside it in February.
        ("month", date(2027, 3, 31), date(2027, 2, 1), date(2027, 3, 1)),
        ("month", date(2026, 11, 1), date(2026, 10, 1), date(2026, 10, 2)),
        # Over: the whole month before.
        ("last_month", TODAY, date(2026, 9, 1), date(2026, 10, 1)),
        ("quarter", date(2026, 10, 1), date(2026, 7, 1), date(2026, 7, 2)),
        ("year", date(2027, 1, 10), date(2026, 1, 1), date(2026, 1, 11)),
    ],
)
def test_the_period_before(name: str, today: date, first: date, end: date) -> None:
    assert periods.before(periods.named(name, today), today) == Days(first, end)


def test_months_of_ones_own() -> None:
    assert periods.between("2026-01", "2026-03") == Days(date(2026, 1, 1), date(2026, 4, 1))
    assert periods.between("2023-12", "2026-11") == Days(date(2023, 12, 1), date(2026, 12, 1))
    for first, last, words in (
        ("2026-03", "2026-01", "before the first"), ("2023-11", "2026-11", "at most 36"),
        ("", "2026-01", "Choose a first"), ("2026-13", "2026-14", "Choose a first"), ("<b>", "x", "Choose a first"),
        ("0001-01", "0001-01", "Choose a first"), ("9999-12", "9999-12", "Choose a first"),
        ("2026-02-29", "2026-03-01", "Choose a first"), ("20260301", "20260302", "Choose a first"),
        ("2026-03-02", "2026-03-01", "before the first"), ("2023-10-31", "2026-10-01", "at most 36"),
    ):  # fmt: skip
        with pytest.raises(BadPeriod, match=words):
            periods.between(first, last)


@pytest.mark.parametrize(
    ("first", "last", "days", "months", "grain", "earlier"),
    [
        # Over: as many days before. Ten days from 11 to 20 October stand beside 1 to 10 October.
        ("2026-10-11", "2026-10-20", Days(date(2026, 10, 11), date(2026, 10, 21)),
         Days(date(2026, 10, 1), date(2026, 11, 1)), Grain.DAY, Days(date(2026, 10, 1), date(2026, 10, 11))),
        # Running since Friday 27 November, so three days have begun.
        ("2026-11-27", "2026-12-10", Days(date(2026, 11, 27), date(2026, 12, 11)),
         Days(date(2026, 11, 1), date(2027, 1, 1)), Grain.DAY, Days(date(2026, 11, 13), date(2026, 11, 16))),
        ("2026-01-15", "2026-02-15", Days(date(2026, 1, 15), date(2026, 2, 16)),
         Days(date(2026, 1, 1), date(2026, 3, 1)), Grain.WEEK, Days(date(2025, 12, 14), date(2026, 1, 15))),
        ("2026-01-15", "2026-04-17", Days(date(2026, 1, 15), date(2026, 4, 18)),
         Days(date(2026, 1, 1), date(2026, 5, 1)), Grain.MONTH, Days(date(2025, 10, 14), date(2026, 1, 15))),
        # One day.
        ("2026-02-28", "2026-02-28", Days(date(2026, 2, 28), date(2026, 3, 1)),
         Days(date(2026, 2, 1), date(2026, 3, 1)), Grain.DAY, Days(date(2026, 2, 27), date(2026, 2, 28))),
        # Whole months by their days are compared as months: 28 days beside 31.
        ("2026-02-01", "2026-02-28", Days(date(2026, 2, 1), date(2026, 3, 1)),
         Days(date(2026, 2, 1), date(2026, 3, 1)), Grain.DAY, Days(date(2026, 1, 1), date(2026, 2, 1))),
    ],
)  # fmt: skip
def test_days_of_ones_own(first: str, last: str, days: Days, months: Days, grain: Grain, earlier: Days) -> None:
    assert periods.between(first, last) == days
    assert periods.around(days) == months
    assert periods.grain_of(days) is grain
    assert periods.before(days, TODAY) == earlier


@pytest.mark.parametrize(
    ("months", "grain", "number", "first"),
    [
        (1, Grain.DAY, 30, Days(date(2026, 11, 1), date(2026, 11, 2))),
        # 1 November 2026 is a Sunday: its week has one day of the period.
        (2, Grain.WEEK, 10, Days(date(2026, 11, 1), date(2026, 11, 2))),
        (4, Grain.MONTH, 4, Days(date(2026, 11, 1), date(2026, 12, 1))),
    ],
)
def test_stretches(months: int, grain: Grain, number: int, first: Days) -> None:
    days = Days(date(2026, 11, 1), periods.month_after(date(2026, 11, 1), months))
    assert periods.grain_of(days) is grain
    found = periods.stretches(days, grain)
    assert (len(found), found[0]) == (number, first)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 36))
def test_stretches_fill_the_period_and_never_meet_twice(day: date, months: int) -> None:
    days = Days(periods.month_after(day, 0), periods.month_after(day, months))
    assert periods.months_of(days) == months
    for grain in Grain:
        found = periods.stretches(days, grain)
        assert (found[0].first, found[-1].end) == (days.first, days.end)
        assert all(a.end == b.first for a, b in pairwise(found))


def test_each_day_of_each_zone_begins_with_a_slot() -> None:
    """Sums are kept by the quarter of an hour; a zone that began its days between two would be counted wrongly."""
    days = [date(1990, 1, 1) + timedelta(days=61 * n) for n in range(365)]
    zones = available_timezones() - {"Africa/Monrovia", "localtime"}
    loose = {zone for zone in zones for day in days[::7] if periods.moment(day, zone) % 900}
    assert loose == set()
    assert periods.moment(date(2026, 11, 1), "Pacific/Auckland") == 1_793_444_400
