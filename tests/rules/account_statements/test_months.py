"""When statements of account are mailed and which days they cover, by table and against the days of the zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.account_statements.rules.months import Period, first_moment, latest_moment, moment_after, month_before

BERLIN, LOS_ANGELES, TOKYO = "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo"
ZONES = (BERLIN, LOS_ANGELES, TOKYO, "UTC", "America/Sao_Paulo", "Pacific/Kiritimati", "Pacific/Pago_Pago")


def at(text: str, zone: str = BERLIN) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-01-15 12:00", "2026-02-01 09:00"),
        ("2026-02-01 08:59", "2026-02-01 09:00"),
        ("2026-02-01 09:00", "2026-03-01 09:00"),
        ("2026-12-31 23:59", "2027-01-01 09:00"),
    ],
)
def test_the_first_one_leaves_on_the_next_first_day_at_nine(now: str, first: str) -> None:
    assert first_moment(at(now), BERLIN) == at(first)


@pytest.mark.parametrize(
    ("moment", "since", "until"),
    [
        ("2026-01-01 09:00", "2025-12-01 00:00", "2026-01-01 00:00"),
        ("2028-03-01 09:00", "2028-02-01 00:00", "2028-03-01 00:00"),
        ("2026-04-01 09:00", "2026-03-01 00:00", "2026-04-01 00:00"),  # the clocks went forward on 29 March
    ],
)
def test_it_covers_the_month_that_is_over(moment: str, since: str, until: str) -> None:
    assert month_before(at(moment), BERLIN) == Period(at(since), at(until))


def test_who_slept_over_months_mails_the_last_one_alone() -> None:
    planned = at("2026-02-01 09:00")
    assert latest_moment(planned, at("2026-02-28 23:59"), BERLIN) == planned
    assert latest_moment(planned, at("2026-05-20 12:00"), BERLIN) == at("2026-05-01 09:00")


@pytest.mark.parametrize(("old", "new"), [(TOKYO, LOS_ANGELES), (LOS_ANGELES, TOKYO)])
def test_another_time_zone_loses_no_month(old: str, new: str) -> None:
    """Nine in Tokyo is the day before in Los Angeles."""
    planned = at("2026-03-01 09:00", old)
    assert month_before(planned, new) == Period(at("2026-02-01 00:00", new), at("2026-03-01 00:00", new))
    assert moment_after(planned, new) == at("2026-04-01 09:00", new)


@given(st.integers(at("1990-01-01", "UTC"), at("2060-01-01", "UTC")), st.sampled_from(ZONES))
def test_months_follow_each_other_without_a_gap(now: int, zone: str) -> None:
    moment = first_moment(now, zone)
    for _ in range(13):
        there = datetime.fromtimestamp(moment, ZoneInfo(zone))
        assert (there.day, there.hour, there.minute) == (1, 9, 0)
        following = moment_after(moment, zone)
        assert timedelta(days=27) < timedelta(seconds=following - moment) < timedelta(days=32)
        assert month_before(following, zone).since == month_before(moment, zone).until
        moment = following
