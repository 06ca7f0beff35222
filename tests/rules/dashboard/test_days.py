"""A step of a test clock keeps the time of day of the account's time zone, as a calendar has it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from billhook.dashboard.days import STEPS, later, minute_of


@pytest.mark.parametrize(
    ("start", "step", "zone", "end"),
    [
        ("2030-01-31T09:30", "month", "UTC", "2030-02-28T09:30"),
        ("2028-01-31T09:30", "month", "Europe/Berlin", "2028-02-29T09:30"),
        ("2030-12-15T00:00", "month", "Asia/Kathmandu", "2031-01-15T00:00"),
        ("2030-03-30T12:00", "day", "Europe/Berlin", "2030-03-31T12:00"),
        ("2030-10-26T12:00", "week", "America/New_York", "2030-11-02T12:00"),
        ("2030-03-31T01:30", "hour", "Europe/Berlin", "2030-03-31T03:30"),
        ("2030-10-27T23:59", "hour", "Europe/Berlin", "2030-10-28T00:59"),
    ],
)
def test_a_step_later(start: str, step: str, zone: str, end: str) -> None:
    moment = minute_of(start, zone)
    assert moment is not None
    then = datetime.fromtimestamp(later(moment + 7, step, zone), ZoneInfo(zone))
    assert then.strftime("%Y-%m-%dT%H:%M:%S") == f"{end}:07"


def test_every_step_goes_forward_at_every_hour_of_a_year() -> None:
    for moment in range(1_900_000_000, 1_900_000_000 + 366 * 86_400, 3_600):
        for step in STEPS:
            assert later(moment, step, "America/New_York") > moment
