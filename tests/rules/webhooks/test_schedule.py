"""When a delivery is tried again."""

import pytest

from billhook.webhooks.rules.schedule import gaps, next_attempt_at
from billhook.webhooks.rules.width import next_width

HOUR = 3_600
NOON = 1_750_000_000


@pytest.mark.parametrize(
    ("livemode", "attempts", "seconds"),
    [
        (True, 1, 300),
        (True, 2, 1_800),
        (True, 3, 7_200),
        (True, 4, 18_000),
        (True, 5, 36_000),
        (True, 6, 43_200),
        (True, 9, 43_200),
        (True, 10, None),
        (False, 1, 10),
        (False, 2, 60),
        (False, 3, 600),
        (False, 4, 3_600),
        (False, 5, 10_800),
        (False, 6, None),
    ],
)
def test_the_table(livemode: bool, attempts: int, seconds: int | None) -> None:
    expected = None if seconds is None else NOON + seconds
    assert next_attempt_at(attempts, NOON, gaps(livemode)) == expected


def test_live_mode_tries_for_less_than_three_days() -> None:
    # 5 min + 30 min + 2 h + 5 h + 10 h + 4 × 12 h
    assert sum(gaps(True)) == 65 * HOUR + 35 * 60


def test_a_setting_replaces_the_table_in_both_modes() -> None:
    assert gaps(True, "1,2,30") == gaps(False, "1,2,30") == (1, 2, 30)


def test_an_endpoint_that_does_not_answer_gets_fewer_calls_at_a_time() -> None:
    widths = [32]
    for _ in range(4):
        widths.append(next_width(widths[-1], timed_out=True))
    assert widths == [32, 16, 8, 4, 4]
    assert next_width(4, timed_out=False) == 5
    assert next_width(32, timed_out=False) == 32
