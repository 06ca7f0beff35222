"""Limits of keys: the bucket as a rule, and the table that the processes of a server share (platform.md §9)."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.wire.bucket import SECOND, after_one
from billhook.wire.shared_buckets import NO_CELL, Buckets, Short, shared_memory

KEY, OTHER = b"k" * 16, b"o" * 16


def passing(per_second: int, moments: list[int]) -> list[int]:
    """The moments at which a full bucket had a token."""
    full_at, passed = 0, []
    for now in moments:
        then = after_one(full_at, per_second, now)
        if then is not None:
            full_at = then
            passed.append(now)
    return passed


@pytest.mark.parametrize(
    ("per_second", "asked_at", "passed"),
    [
        (1, [0, 1, 999_999, 1_000_000, 1_000_001], [0, 1_000_000]),
        (2, [0, 0, 0, 499_999, 500_000, 500_000], [0, 0, 500_000]),
        (3, [0, 0, 0, 333_333, 333_334], [0, 0, 0, 333_334]),  # a third of a second, rounded up
        (2, [0, 0, 9_000_000, 9_000_000, 9_000_000], [0, 0, 9_000_000, 9_000_000]),  # a pause fills it, to the brim
        (25, [0] * 30, [0] * 25),
    ],
)
def test_what_a_bucket_lets_pass(per_second: int, asked_at: list[int], passed: list[int]) -> None:
    assert passing(per_second, asked_at) == passed


@given(
    st.integers(1, 50),
    st.lists(st.integers(0, 400_000), max_size=120),
    st.integers(0, 119),
    st.integers(0, 119),
)
def test_no_window_lets_pass_more_than_the_rate_and_the_burst(
    per_second: int, pauses: list[int], first: int, last: int
) -> None:
    moments, now = [], 0
    for pause in pauses:
        now += pause
        moments.append(now)
    window = passing(per_second, moments)[first : last + 1]
    if window:
        assert len(window) <= per_second * (window[-1] - window[0]) / SECOND + per_second


@given(st.integers(1, 10_000), st.integers(0, SECOND))
def test_who_keeps_to_the_rate_always_passes(per_second: int, began: int) -> None:
    takes = -(-SECOND // per_second)
    assert len(passing(per_second, [began + takes * each for each in range(100)])) == 100


def test_keys_do_not_take_each_other_s_tokens() -> None:
    buckets = Buckets()
    assert [buckets.enter(KEY, 1, 0, now) is Short.OF_TOKENS for now in (5, 6, 7)] == [False, True, True]
    assert buckets.enter(OTHER, 1, 0, 8) is not Short.OF_TOKENS


def test_room_is_given_back() -> None:
    buckets = Buckets()
    first, second = buckets.enter(KEY, 0, 2, 0), buckets.enter(KEY, 0, 2, 0)
    assert first == second != NO_CELL
    assert buckets.enter(KEY, 0, 2, 0) is Short.OF_ROOM
    assert isinstance(first, int)
    buckets.leave(first)
    assert buckets.enter(KEY, 0, 2, 0) == first


def test_a_request_without_room_takes_no_token() -> None:
    buckets = Buckets()
    cell = buckets.enter(KEY, 2, 1, 0)
    assert buckets.enter(KEY, 2, 1, 0) is Short.OF_ROOM
    assert isinstance(cell, int)
    buckets.leave(cell)
    assert buckets.enter(KEY, 2, 1, 0) == cell  # the second of its two tokens


def test_cells_that_nobody_needs_go_to_the_next_keys() -> None:
    names = [b"\0\0" + bytes([each]) * 14 for each in range(1, 10)]  # nine of the same set, which has eight cells
    buckets = Buckets()
    cells = [buckets.enter(name, 1, 1, 0) for name in names[:8]]
    assert len(set(cells)) == 8
    assert buckets.enter(names[8], 1, 1, 0) == NO_CELL  # nothing is counted, and nothing is refused
    assert isinstance(cells[3], int)
    buckets.leave(cells[3])
    assert buckets.enter(names[8], 1, 1, SECOND - 1) == NO_CELL  # its bucket is not full again
    assert buckets.enter(names[8], 1, 1, SECOND) == cells[3]
    assert buckets.enter(names[0], 1, 1, 5 * SECOND) is Short.OF_ROOM  # it is still under way


@pytest.fixture
def pair() -> Iterator[tuple[Buckets, Buckets]]:
    """One table, as two processes see it."""
    descriptor = shared_memory(2)
    yield Buckets(2, 0, descriptor), Buckets(2, 1, descriptor)
    os.close(descriptor)


def test_processes_share_tokens_and_room(pair: tuple[Buckets, Buckets]) -> None:
    here, there = pair
    assert here.enter(KEY, 2, 2, 0) == there.enter(KEY, 2, 2, 0) != NO_CELL
    assert here.enter(KEY, 2, 3, 0) is Short.OF_TOKENS
    assert here.enter(KEY, 9, 2, 0) is there.enter(KEY, 9, 2, 0) is Short.OF_ROOM


def test_the_room_of_a_dead_process_is_given_back(pair: tuple[Buckets, Buckets]) -> None:
    here, there = pair
    here.enter(KEY, 0, 2, 0)
    there.enter(KEY, 0, 2, 0)
    assert here.enter(KEY, 0, 2, 0) is Short.OF_ROOM
    here.forget(1)
    assert here.enter(KEY, 0, 2, 0) != NO_CELL
    assert here.enter(KEY, 0, 2, 0) is Short.OF_ROOM  # its own two are still under way


ASKING = """
import sys
from billhook.wire.shared_buckets import Buckets, Short
place, descriptor = int(sys.argv[1]), int(sys.argv[2])
buckets = Buckets(4, place, descriptor)
answers = [buckets.enter(b"k" * 16, 1000, 0, 0) for _ in range(1000)]
print(sum(answer is not Short.OF_TOKENS for answer in answers))
"""


def test_together_processes_let_pass_exactly_the_burst() -> None:
    descriptor = shared_memory(4)
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASKING, str(place), str(descriptor)], pass_fds=(descriptor,), stdout=subprocess.PIPE
        )
        for place in range(4)
    ]
    passed = [int(process.communicate(timeout=30)[0]) for process in asking]
    os.close(descriptor)
    assert sum(passed) == 1000
