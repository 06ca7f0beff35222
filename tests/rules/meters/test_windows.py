"""When an event may have happened, and how moments fall into windows (recurring.md §7.1, §7.5)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.meters.rules.windows import TOO_NEW, TOO_OLD, WIDTHS, fault_of_moment, holds, is_aligned, window_of

NOW = 1_795_348_800  # 2026-11-22 12:00:00 UTC
DAY = 86_400
MOMENTS = st.integers(0, 4_000_000_000)


@pytest.mark.parametrize(
    ("ago", "fault"),
    [
        (0, None), (1, None), (DAY, None), (35 * DAY - 1, None), (35 * DAY, None), (35 * DAY + 1, TOO_OLD),
        (400 * DAY, TOO_OLD), (-1, None), (-299, None), (-300, None), (-301, TOO_NEW), (-DAY, TOO_NEW),
    ],
)  # fmt: skip
def test_an_event_is_at_most_35_days_old_and_5_minutes_ahead(ago: int, fault: str | None) -> None:
    assert fault_of_moment(NOW - ago, now=NOW) == fault


@given(MOMENTS, MOMENTS)
def test_every_moment_is_too_old_or_too_new_or_neither(at: int, now: int) -> None:
    found = fault_of_moment(at, now=now)
    assert (found is None) == (now - 35 * DAY <= at <= now + 300)
    if found is not None:
        assert found == (TOO_OLD if at < now else TOO_NEW)


@pytest.mark.parametrize(
    ("ago", "held"), [(0, True), (1, True), (DAY - 1, True), (DAY, False), (DAY + 1, False), (-5, True)]
)
def test_an_identifier_is_held_for_a_day(ago: int, held: bool) -> None:
    assert holds(NOW - ago, now=NOW) is held


@pytest.mark.parametrize(
    ("time", "window", "aligned"),
    [
        ("00:00:00", None, True), ("12:34:00", None, True), ("12:34:01", None, False), ("12:34:59", None, False),
        ("12:00:00", "hour", True), ("00:00:00", "hour", True), ("12:34:00", "hour", False),
        ("12:00:01", "hour", False), ("00:00:00", "day", True), ("12:00:00", "day", False),
        ("23:59:59", "day", False), ("00:01:00", "day", False),
    ],
)  # fmt: skip
def test_a_range_begins_with_a_minute_an_hour_or_a_day(time: str, window: str | None, aligned: bool) -> None:
    moment = int(datetime.fromisoformat(f"2026-11-22 {time}").replace(tzinfo=UTC).timestamp())
    assert is_aligned(moment, window) is aligned


@given(MOMENTS, st.sampled_from(sorted(WIDTHS)))
def test_every_moment_is_in_one_window_that_begins_and_ends_aligned(moment: int, window: str) -> None:
    start, end = window_of(moment, WIDTHS[window])
    assert start <= moment < end
    assert end - start == WIDTHS[window]
    assert is_aligned(start, window)
    assert is_aligned(end, window)
    assert window_of(start, WIDTHS[window]) == window_of(end - 1, WIDTHS[window]) == (start, end)


@given(MOMENTS)
def test_a_window_of_an_hour_begins_with_an_hour_of_utc(moment: int) -> None:
    start = datetime.fromtimestamp(window_of(moment, WIDTHS["hour"])[0], UTC)
    day = datetime.fromtimestamp(window_of(moment, WIDTHS["day"])[0], UTC)
    at = datetime.fromtimestamp(moment, UTC)
    assert start == at.replace(minute=0, second=0, microsecond=0)
    assert day == at.replace(hour=0, minute=0, second=0, microsecond=0)
