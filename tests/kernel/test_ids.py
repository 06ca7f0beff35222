"""Ids ascend whatever the wall says (docs/decisions/0033)."""

import importlib.util
import time
from types import ModuleType

import pytest

from billhook.kernel import ids

HOUR = 3_600_000_000


def a_process() -> ModuleType:
    """The module as a new process has it."""
    spec = importlib.util.spec_from_file_location("fresh_ids", ids.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def fresh() -> ModuleType:
    """A new process."""
    return a_process()


class Clocks:
    """The two clocks of a machine, set by hand; nanoseconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall, self.steady = 1_800_000_000 * 10**9, 5_000 * 10**9
        monkeypatch.setattr(time, "time_ns", lambda: self.wall)
        monkeypatch.setattr(time, "monotonic_ns", lambda: self.steady)

    def passes(self, micros: int) -> None:
        self.wall += micros * 1_000
        self.steady += micros * 1_000

    def wall_steps(self, micros: int) -> None:
        self.wall += micros * 1_000


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    return Clocks(monkeypatch)


def test_an_id_carries_the_microsecond_of_the_wall(fresh: ModuleType, clocks: Clocks) -> None:
    assert fresh.moment_of(fresh.new_id("evt")) == 1_800_000_000_000_000


@pytest.mark.parametrize("text", ["prod_of_mine", "gold", "", "evt_1", "in_2ABCDEFGHIJ", "evt_1ABCDEFGH!"])
def test_a_text_that_is_no_id_of_ours_carries_none(text: str) -> None:
    assert ids.moment_of(text) is None


def test_ids_of_one_microsecond_ascend(fresh: ModuleType, clocks: Clocks) -> None:
    made = [fresh.new_id("evt") for _ in range(1_000)]
    assert made == sorted(made)
    assert len(set(made)) == 1_000


def test_after_the_wall_stepped_back_ids_go_on_at_the_pace_of_the_steady_clock(
    fresh: ModuleType, clocks: Clocks
) -> None:
    before = fresh.moment_of(fresh.new_id("evt"))
    clocks.wall_steps(-HOUR)
    clocks.passes(7)
    assert fresh.moment_of(fresh.new_id("evt")) == before + 7


def test_after_the_wall_stepped_ahead_ids_follow_it(fresh: ModuleType, clocks: Clocks) -> None:
    before = fresh.moment_of(fresh.new_id("evt"))
    clocks.wall_steps(HOUR)
    assert fresh.moment_of(fresh.new_id("evt")) == before + HOUR


def test_ids_never_sort_below_what_is_committed(fresh: ModuleType, clocks: Clocks) -> None:
    committed = 1_800_000_000_000_000 + HOUR
    fresh.never_below(committed)
    clocks.passes(5)
    assert fresh.moment_of(fresh.new_id("evt")) == committed + 5


def test_what_is_committed_earlier_changes_nothing(fresh: ModuleType, clocks: Clocks) -> None:
    fresh.never_below(1_800_000_000_000_000 - HOUR)
    assert fresh.moment_of(fresh.new_id("evt")) == 1_800_000_000_000_000


def test_a_process_that_made_no_ids_goes_on_as_the_others_do(clocks: Clocks) -> None:
    """Both see the wall, one with every id, the other with every sweep. A reader must miss neither's events."""
    busy, idle = a_process(), a_process()
    newest = busy.moment_of(busy.new_id("evt"))
    clocks.passes(2_000_000)
    idle.never_below(newest)
    clocks.wall_steps(-HOUR)
    assert busy.moment_of(busy.new_id("evt")) == newest + 2_000_000
    assert idle.moment_of(idle.new_id("evt")) == newest + 2_000_000
