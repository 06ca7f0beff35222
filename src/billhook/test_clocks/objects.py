"""Test clocks as stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TestClock:
    """A clock. Times in Unix seconds: `created`, `deletes_after`, `deleted_at` and `played_until` by the wall,
    `frozen_time` and `target` by the clock. While it is advanced, it is on its way to `target`; the worker `played_by`
    plays what happens, and says until when nobody else need."""

    __test__ = False

    id: str
    created: int
    deletes_after: int
    deleted_at: int | None
    name: str | None
    status: str
    frozen_time: int
    target: int | None = None
    played_by: str | None = None
    played_until: int | None = None
