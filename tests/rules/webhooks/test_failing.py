"""When an endpoint has failed for too long: three days to the first mail, nine to the end, in live mode alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.webhooks.rules.failing import WELL, Health, Step, after_attempts

DAY = 86_400
NOON = 1_750_000_000


@pytest.mark.parametrize(
    ("was", "day", "health", "step"),
    [
        (WELL, 0, Health(NOON), None),
        (Health(NOON), 1, Health(NOON), None),
        (Health(NOON), 2.999, Health(NOON), None),
        (Health(NOON), 3, Health(NOON, NOON + 3 * DAY), Step.WARN),
        (Health(NOON, NOON + 3 * DAY), 4, Health(NOON, NOON + 3 * DAY), None),
        (Health(NOON, NOON + 3 * DAY), 8.999, Health(NOON, NOON + 3 * DAY), None),
        (Health(NOON, NOON + 3 * DAY), 9, Health(NOON, NOON + 3 * DAY), Step.DISABLE),
        # Nothing was sent for a month: people are told first, and have six days.
        (Health(NOON), 30, Health(NOON, NOON + 30 * DAY), Step.WARN),
        (Health(NOON, NOON + 30 * DAY), 35, Health(NOON, NOON + 30 * DAY), None),
        (Health(NOON, NOON + 30 * DAY), 36, Health(NOON, NOON + 30 * DAY), Step.DISABLE),
    ],
)
def test_failures_of_live_mode(was: Health, day: float, health: Health, step: Step | None) -> None:
    assert after_attempts(was, succeeded=False, now=NOON + round(day * DAY), livemode=True) == (health, step)


def test_the_moment_that_people_are_told_of_is_the_one_that_counts() -> None:
    warned, step = after_attempts(Health(NOON), succeeded=False, now=NOON + 3 * DAY, livemode=True)
    assert (step, warned.disabled_from) == (Step.WARN, NOON + 9 * DAY)
    assert WELL.disabled_from is None


@given(st.lists(st.integers(0, 40 * DAY), max_size=30))
def test_test_mode_remembers_and_does_nothing(moments: list[int]) -> None:
    health = WELL
    for moment in sorted(moments):
        health, step = after_attempts(health, succeeded=False, now=NOON + moment, livemode=False)
        assert step is None
    assert health == (Health(NOON + min(moments)) if moments else WELL)


@given(
    st.lists(st.tuples(st.integers(0, 60 * DAY), st.booleans()), max_size=60),
)
def test_nobody_is_disabled_without_six_days_of_warning_or_after_a_success(attempts: list[tuple[int, bool]]) -> None:
    health, warned, failing = WELL, None, None
    for moment, succeeded in sorted(attempts):
        health, step = after_attempts(health, succeeded=succeeded, now=NOON + moment, livemode=True)
        if succeeded:
            assert (health, step) == (WELL, None)
            warned = failing = None
            continue
        failing = moment if failing is None else failing
        if step is Step.WARN:
            assert warned is None
            assert moment - failing >= 3 * DAY
            warned = moment
        elif step is Step.DISABLE:
            assert warned is not None
            assert moment - warned >= 6 * DAY
            return
