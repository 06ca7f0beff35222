"""When periods begin: the examples of recurring.md §4, and what holds for every anchor."""

from calendar import monthrange
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.nightly import IS_NIGHTLY

from billhook.subscriptions.rules.calendar import (
    AnchorConfig,
    Interval,
    Period,
    after,
    anchor_of,
    first_after,
    period_at,
    period_until,
)

MONTH, YEAR, WEEK = Interval("month"), Interval("year"), Interval("week")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def shown(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S}"


GRIDS = {
    "C1": ("2026-01-31 12:00:00", MONTH, ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]),
    "C2": ("2028-01-31 00:00:00", MONTH, ["2028-02-29", "2028-03-31"]),
    "C3": ("2028-02-29 08:15:30", YEAR, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
    "C4": ("2025-11-30 00:00:00", Interval("month", 3), ["2026-02-28", "2026-05-30", "2026-08-30"]),
    # The clocks of Europe change on the 29th; no period does.
    "C5": ("2026-03-27 01:30:00", WEEK, ["2026-04-03", "2026-04-10"]),
    "ten days": ("2026-12-25 23:59:59", Interval("day", 10), ["2027-01-04", "2027-01-14"]),
    "a century": ("2096-02-29 00:00:00", YEAR, ["2097-02-28", "2098-02-28", "2099-02-28", "2100-02-28", "2101-02-28"]),
}


@pytest.mark.parametrize("name", GRIDS)
def test_the_grid(name: str) -> None:
    anchor, interval, days = GRIDS[name]
    time = anchor[10:]
    assert [shown(after(at(anchor), interval, n + 1)) for n in range(len(days))] == [day + time for day in days]
    assert after(at(anchor), interval, 0) == at(anchor)


def test_a_clipped_day_comes_back_also_before_the_anchor() -> None:
    anchor = at("2026-03-31")
    assert shown(after(anchor, MONTH, -1))[:10] == "2026-02-28"
    assert shown(after(anchor, MONTH, -2))[:10] == "2026-01-31"


def test_the_period_of_a_moment() -> None:
    anchor = at("2026-01-31 12:00:00")
    assert period_at(anchor, MONTH, at("2026-02-28 11:59:59")) == Period(anchor, at("2026-02-28 12:00:00"))
    assert period_at(anchor, MONTH, at("2026-02-28 12:00:00")).end == at("2026-03-31 12:00:00")
    assert first_after(anchor, MONTH, at("2026-03-31 12:00:00")) == at("2026-04-30 12:00:00")
    assert period_until(anchor, MONTH, at("2026-03-31 12:00:00")).start == at("2026-02-28 12:00:00")


intervals = st.builds(Interval, st.sampled_from(["day", "week", "month", "year"]), st.integers(1, 36)).filter(
    lambda i: i.months <= 36 and i.seconds <= 1095 * 86_400
)
# 1971 to 2096.
moments = st.integers(31_536_000, 3_976_300_800)


@settings(max_examples=10_000 if IS_NIGHTLY else 500, deadline=None)
@given(anchor=moments, interval=intervals, moment=moments)
def test_every_moment_is_in_exactly_one_period(anchor: int, interval: Interval, moment: int) -> None:
    period = period_at(anchor, interval, moment)
    assert period.start <= moment < period.end
    assert period_at(anchor, interval, period.start) == period
    assert period_at(anchor, interval, period.end).start == period.end
    assert period_until(anchor, interval, period.end) == period
    assert first_after(anchor, interval, period.end - 1) == period.end


@settings(max_examples=10_000 if IS_NIGHTLY else 500, deadline=None)
@given(anchor=moments, interval=intervals, number=st.integers(-20, 20))
def test_each_moment_of_the_grid_is_a_whole_number_of_intervals_from_the_anchor(
    anchor: int, interval: Interval, number: int
) -> None:
    moment = after(anchor, interval, number)
    if interval.seconds:
        assert moment - anchor == number * interval.seconds
        return
    first, found = datetime.fromtimestamp(anchor, UTC), datetime.fromtimestamp(moment, UTC)
    assert (found.year - first.year) * 12 + found.month - first.month == number * interval.months
    assert (found.hour, found.minute, found.second) == (first.hour, first.minute, first.second)
    assert found.day == min(first.day, monthrange(found.year, found.month)[1])


CONFIGS = {
    "later this month": ("2026-01-10 09:00", AnchorConfig(15), MONTH, "2026-01-15 09:00:00"),
    "next month": ("2026-01-20 09:00", AnchorConfig(15), MONTH, "2026-02-15 09:00:00"),
    "the same second is over": ("2026-01-15 09:00", AnchorConfig(15), MONTH, "2026-02-15 09:00:00"),
    "later today": ("2026-01-15 09:00", AnchorConfig(15, hour=10, minute=0), MONTH, "2026-01-15 10:00:00"),
    "clipped": ("2026-02-10 00:00", AnchorConfig(31), MONTH, "2026-03-31 00:00:00"),
    "two months": ("2026-02-10 00:00", AnchorConfig(31), Interval("month", 2), "2026-08-31 00:00:00"),
    "a month of the year": ("2026-05-10 00:00", AnchorConfig(1, month=3), YEAR, "2027-03-01 00:00:00"),
    "a quarter": ("2026-05-10 00:00", AnchorConfig(1, month=3), Interval("month", 3), "2026-06-01 00:00:00"),
    "a leap day": ("2026-05-10 00:00", AnchorConfig(29, month=2), YEAR, "2028-02-29 00:00:00"),
    "no such day": ("2026-05-10 00:00", AnchorConfig(30, month=2), YEAR, "2027-02-28 00:00:00"),
    "all named": ("2026-05-10 07:08:09", AnchorConfig(1, 7, 6, 5, 4), YEAR, "2026-07-01 06:05:04"),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_the_anchor_of_a_configuration(name: str) -> None:
    created, config, interval, expected = CONFIGS[name]
    assert shown(anchor_of(config, interval, at(created))) == expected


def test_the_first_period_of_a_clipped_anchor() -> None:
    """The documents' example: the anchor is far ahead, and the first whole invoice is of the 28th."""
    created = at("2026-02-10")
    anchor = anchor_of(AnchorConfig(31), Interval("month", 2), created)
    assert shown(first_after(anchor, Interval("month", 2), created))[:10] == "2026-02-28"


@settings(max_examples=2_000 if IS_NIGHTLY else 200, deadline=None)
@given(
    created=moments, day=st.integers(1, 31), month=st.none() | st.integers(1, 12), interval=intervals.filter(
        lambda i: i.months > 0
    ), hour=st.none() | st.integers(0, 23),
)  # fmt: skip
def test_the_anchor_is_ahead_and_on_its_day(
    created: int, day: int, month: int | None, interval: Interval, hour: int | None
) -> None:
    if month is not None and day > monthrange(2028, month)[1]:
        return  # There is no such day; the verb refuses it.
    found = anchor_of(AnchorConfig(day, month, hour), interval, created)
    assert found > created
    assert datetime.fromtimestamp(found, UTC).day in (day, *range(28, day))


def test_multiples() -> None:
    assert Interval("month", 3).is_multiple_of(MONTH)
    assert YEAR.is_multiple_of(Interval("month", 12))
    assert YEAR.is_multiple_of(Interval("month", 4))
    assert not YEAR.is_multiple_of(Interval("month", 5))
    assert WEEK.is_multiple_of(Interval("day", 7))
    assert not MONTH.is_multiple_of(WEEK)
    assert not WEEK.is_multiple_of(MONTH)
