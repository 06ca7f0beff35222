"""A transaction has one time, and learns it before anybody reads it."""

import pytest
from structlog.testing import capture_logs

from billhook.db.moment import READ_TOO_EARLY, REAL_TIME, Moment

WALL, CLOCK = 1_795_348_800, 1_830_000_000


def test_without_a_customer_it_is_the_wall_s() -> None:
    assert Moment(WALL).read() == WALL


def test_a_customer_s_time_is_that_of_the_whole_transaction() -> None:
    moment = Moment(WALL)
    moment.live_in(CLOCK)
    assert (moment.read(), moment.wall) == (CLOCK, WALL)
    moment.live_in(CLOCK)
    assert moment.read() == CLOCK


def test_reading_before_knowing_is_a_fault_if_it_mattered() -> None:
    moment = Moment(WALL)
    moment.read()
    with pytest.raises(RuntimeError, match=READ_TOO_EARLY):
        moment.live_in(CLOCK)


def test_reading_before_knowing_is_told_even_if_it_did_not_matter() -> None:
    moment = Moment(WALL)
    moment.read()
    with capture_logs() as told:
        moment.live_in(REAL_TIME)
        moment.live_in(REAL_TIME)
    assert [line["event"] for line in told] == [READ_TOO_EARLY]


@pytest.mark.parametrize(("first", "second"), [(CLOCK, REAL_TIME), (REAL_TIME, CLOCK), (CLOCK, CLOCK + 1)])
def test_two_times_do_not_meet_in_one_transaction(first: int | None, second: int | None) -> None:
    moment = Moment(WALL)
    moment.live_in(first)
    with pytest.raises(RuntimeError, match="differ in time"):
        moment.live_in(second)
