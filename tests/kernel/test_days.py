"""Days of a time zone, by the standard library's zoneinfo."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.kernel.days import day_at, days_between, days_later, months_later

BERLIN = "Europe/Berlin"


def at(zone: str, *when: int) -> int:
    return int(datetime(*when, tzinfo=ZoneInfo(zone)).timestamp())  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("zone", "start", "days", "end"),
    [
        ("UTC", (2026, 12, 31, 12), 1, (2027, 1, 1, 12)),
        ("UTC", (2028, 2, 28, 9), 1, (2028, 2, 29, 9)),
        ("UTC", (2027, 2, 28, 9), 1, (2027, 3, 1, 9)),
        ("UTC", (2028, 2, 29, 9), 365, (2029, 2, 28, 9)),
        # The clocks went forward on 28 March 2027, and back on 31 October 2027.
        (BERLIN, (2027, 3, 27, 9), 1, (2027, 3, 28, 9)),
        (BERLIN, (2027, 10, 30, 23, 59, 59), 2, (2027, 11, 1, 23, 59, 59)),
        (BERLIN, (2027, 11, 1, 9), -2, (2027, 10, 30, 9)),
        # 2:30 does not exist on that day.
        (BERLIN, (2027, 3, 27, 2, 30), 1, (2027, 3, 28, 3, 30)),
    ],
)
def test_it_is_the_same_time_on_another_day(zone: str, start: tuple[int, ...], days: int, end: tuple[int, ...]) -> None:
    assert days_later(at(zone, *start), days, zone) == at(zone, *end)


def test_the_day_on_which_the_clocks_change_is_shorter_and_longer() -> None:
    assert days_later(at(BERLIN, 2027, 3, 27, 12), 1, BERLIN) - at(BERLIN, 2027, 3, 27, 12) == 23 * 3_600
    assert days_later(at(BERLIN, 2027, 10, 30, 12), 1, BERLIN) - at(BERLIN, 2027, 10, 30, 12) == 25 * 3_600


@given(st.integers(946_684_800, 4_000_000_000), st.integers(-800, 800), st.sampled_from(sorted(available_timezones())))
def test_day_and_time_are_right_in_every_zone(moment: int, days: int, name: str) -> None:
    zone = ZoneInfo(name)
    there, found = datetime.fromtimestamp(moment, zone), datetime.fromtimestamp(days_later(moment, days, name), zone)
    wall = there.replace(tzinfo=None) + timedelta(days=days)
    exists = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
    if exists:
        assert found.replace(tzinfo=None) == wall
    else:
        # The clocks left it out: it comes out later, by as much as they left out.
        assert timedelta() < found.replace(tzinfo=None) - wall <= timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "start", "days", "end"),
    [
        ("UTC", (2028, 2, 28, 23, 59, 59), 1, (2028, 2, 29, 9)),
        (BERLIN, (2027, 3, 27, 0, 0, 1), 1, (2027, 3, 28, 9)),
        (BERLIN, (2027, 10, 31, 23, 30), 0, (2027, 10, 31, 9)),
        (BERLIN, (2027, 11, 1, 0, 30), -3, (2027, 10, 29, 9)),
    ],
)
def test_nine_in_the_morning_of_another_day(zone: str, start: tuple[int, ...], days: int, end: tuple[int, ...]) -> None:
    assert day_at(at(zone, *start), days, 9, zone) == at(zone, *end)


def test_a_night_of_utc_is_another_day_elsewhere() -> None:
    moment = at("UTC", 2027, 1, 1, 3)
    assert day_at(moment, 0, 9, "America/New_York") == at("America/New_York", 2026, 12, 31, 9)
    assert days_between(at("America/New_York", 2027, 1, 1, 9), moment, "America/New_York") == -1
    assert days_between(at("UTC", 2027, 1, 1, 23, 59, 59), moment, "UTC") == 0


@given(st.integers(946_684_800, 4_000_000_000), st.integers(-400, 400), st.sampled_from(sorted(available_timezones())))
def test_it_is_so_many_days_away_by_the_calendar(moment: int, days: int, name: str) -> None:
    found = datetime.fromtimestamp(day_at(moment, days, 9, name), ZoneInfo(name))
    # Samoa once left out a whole day.
    assert found.hour == 9 or name in ("Pacific/Apia", "Pacific/Fakaofo")
    if found.hour == 9 and found.date() == datetime.fromtimestamp(moment, ZoneInfo(name)).date() + timedelta(days=days):
        assert days_between(moment, int(found.timestamp()), name) == days
    else:
        assert name in ("Pacific/Apia", "Pacific/Fakaofo")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2027, 1, 31, 9), 0, (2027, 1, 31, 9)),
        ((2027, 1, 31, 9), 1, (2027, 2, 28, 9)),
        ((2028, 1, 31, 9), 1, (2028, 2, 29, 9)),
        ((2027, 1, 31, 9), 2, (2027, 3, 31, 9)),
        ((2027, 12, 15, 9), 1, (2028, 1, 15, 9)),
        ((2027, 3, 15, 9), -3, (2026, 12, 15, 9)),
        # The clocks went forward on 28 March 2027: 2:30 does not exist on that day.
        ((2027, 2, 28, 2, 30), 1, (2027, 3, 28, 3, 30)),
        ((2027, 10, 15, 23, 30), 1, (2027, 11, 15, 23, 30)),
    ],
)
def test_it_is_the_same_day_of_another_month(start: tuple[int, ...], months: int, end: tuple[int, ...]) -> None:
    assert months_later(at(BERLIN, *start), months, BERLIN) == at(BERLIN, *end)
