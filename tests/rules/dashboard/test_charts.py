"""The geometry of charts: a scale of round numbers, a baseline of zero, and bars that stay inside the picture."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.dashboard.charts import TICKS_MAX, Size, chart, labelled, share, ticks

SIZE = Size(760, 240, 60, 48)
# What stands above and below the scale.
TOP, FLOOR = 10, 240 - 24


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, [0]),
        (0, 1, [0, 1]),
        (0, 5, [0, 1, 2, 3, 4, 5]),
        (0, 6, [0, 2, 4, 6]),
        (0, 7, [0, 2, 4, 6, 8]),
        (0, 11, [0, 5, 10, 15]),
        (0, 99, [0, 20, 40, 60, 80, 100]),
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (0, 101, [0, 50, 100, 150]),
        (0, 123_456, [0, 50_000, 100_000, 150_000]),
        (0, 2_500_000_000, [0, 500_000_000, 1_000_000_000, 1_500_000_000, 2_000_000_000, 2_500_000_000]),
        (40, 60, [0, 20, 40, 60]),
        (-30, 100, [-50, 0, 50, 100]),
        (-5, 0, [-5, -4, -3, -2, -1, 0]),
        (-120, -100, [-150, -100, -50, 0]),
        (0, Decimal("0.5"), [0, 1]),
        (0, Decimal("12.5"), [0, 5, 10, 15]),
    ],
)
def test_the_scale(low: int, high: int, expected: list[int]) -> None:
    assert ticks(low, high) == expected


@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15))
def test_a_scale_is_even_round_and_around_everything(a: int, b: int) -> None:
    found = ticks(min(a, b), max(a, b))
    assert found[0] <= min(a, b, 0)
    assert found[-1] >= max(a, b, 0)
    assert 0 in found
    assert len(found) <= TICKS_MAX
    steps = {later - earlier for earlier, later in pairwise(found)}
    assert len(steps) <= 1
    assert all(str(step).rstrip("0") in ("1", "2", "5") for step in steps)


def test_one_bar() -> None:
    found = chart([[100]], SIZE)
    (bar,) = found.bars
    assert (bar.series, bar.group, bar.y, bar.height) == (0, 0, TOP, FLOOR - TOP)
    assert bar.width == 36
    assert found.baseline == FLOOR
    assert [(tick.value, tick.y) for tick in found.ticks][::5] == [(0, FLOOR), (100, TOP)]
    assert [label.group for label in found.labels] == [0]


def test_half_of_the_scale_is_half_as_high() -> None:
    whole, half = chart([[100, 50]], SIZE).bars
    assert whole.height == 2 * half.height
    assert half.y == whole.y + half.height


def test_what_is_negative_hangs_from_the_baseline() -> None:
    found = chart([[100, -50]], SIZE)
    up, down = found.bars
    assert found.baseline == up.y + up.height == down.y
    assert down.y + down.height == FLOOR


def test_all_negative_hangs_from_the_top() -> None:
    found = chart([[-1, -2]], SIZE)
    assert found.baseline == TOP
    assert {bar.y for bar in found.bars} == {TOP}


def test_nothing_has_no_bars_but_a_baseline() -> None:
    for series in ([], [[]], [[0, 0, 0]], [[0], [0]]):
        found = chart(series, SIZE)
        assert found.bars == []
        assert [tick.value for tick in found.ticks] == [0]


def test_very_little_beside_very_much_can_be_seen() -> None:
    _, small, below = chart([[1_000_000, 1, -1]], SIZE).bars
    assert (small.height, below.height) == (1.5, 1.5)


def test_series_stand_side_by_side() -> None:
    first, second, third, fourth = chart([[1, 2], [3, 4]], SIZE).bars
    assert [(bar.series, bar.group) for bar in (first, second, third, fourth)] == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert first.x + first.width <= second.x


@pytest.mark.parametrize(("series", "groups"), [(1, 1), (1, 36), (2, 31), (2, 36), (3, 12)])
def test_bars_never_meet(series: int, groups: int) -> None:
    found = chart([[n + 1 for n in range(groups)] for _ in range(series)], Size(340, 220, 52, 48))
    bars = sorted(found.bars, key=lambda bar: bar.x)
    assert all(a.x + a.width <= b.x + 0.11 for a, b in pairwise(bars))
    assert len(bars) == series * groups
    assert min(bar.width for bar in bars) > 2


@given(
    st.integers(1, 36).flatmap(
        lambda groups: st.lists(
            st.lists(st.integers(-(10**12), 10**12), min_size=groups, max_size=groups), min_size=1, max_size=2
        )
    )
)
def test_everything_stays_inside_the_picture(series: list[list[int]]) -> None:
    found = chart(series, SIZE)
    assert TOP <= found.baseline <= FLOOR
    assert len(found.bars) == sum(value != 0 for each in series for value in each)
    for bar in found.bars:
        assert SIZE.left <= bar.x
        assert bar.x + bar.width <= SIZE.width
        assert bar.height > 0
        # What can hardly be seen is made visible, and may stand out by that much.
        assert TOP - 1.6 <= bar.y <= bar.y + bar.height <= FLOOR + 1.6
        assert (series[bar.series][bar.group] > 0) == (bar.y < found.baseline)


@pytest.mark.parametrize(
    ("groups", "step", "label", "expected"),
    [
        (0, 10, 48, []),
        (1, 700, 48, [0]),
        (3, 200, 48, [0, 1, 2]),
        (12, 57, 48, list(range(12))),
        (12, 23, 48, [0, 3, 6, 11]),
        (31, 22, 48, [0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30]),
        (30, 9, 48, [0, 6, 12, 18, 29]),
        (2, 5, 48, [0, 1]),
    ],
)
def test_the_first_and_the_last_group_have_words(groups: int, step: int, label: int, expected: list[int]) -> None:
    assert labelled(groups, step, label) == expected


@given(st.integers(1, 40), st.integers(1, 200), st.integers(1, 100))
def test_words_between_the_first_and_the_last_have_room(groups: int, step: int, label: int) -> None:
    found = labelled(groups, step, label)
    assert (found[0], found[-1]) == (0, groups - 1)
    if len(found) > 2:
        assert all((b - a) * step >= label for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("value", "of", "expected"),
    [(0, 100, 0), (-5, 100, 0), (100, 100, 1_000), (50, 100, 500), (1, 10**9, 1), (5, 0, 0), (200, 100, 1_000)],
)
def test_a_lying_bar(value: int, of: int, expected: int) -> None:
    assert share(value, of) == expected
