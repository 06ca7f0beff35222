"""The table of buckets: how fast each key asks and how many of its requests are under way, over all HTTP processes.

The table lies in memory that the processes of one server share. Each counts its requests in a part of its own, which
the supervising process clears if it dies. The kernel gives back the lock of a process that dies while it holds one.
"""

import fcntl
import mmap
import os
from enum import Enum, auto

from billhook.wire.bucket import after_one

# A name may lie in one of the eight cells of its set. A cell that is full and has nothing under way says no more than a
# new one, so it is given to the next name: the table holds all keys that asked within the last second.
_SETS, _WAYS = 1024, 8
_CELLS = _SETS * _WAYS

NAME_BYTES = 16
_MOMENT_BYTES, _COUNT_BYTES = 8, 2

NO_CELL = -1
"""All cells of the set are in use. The request is let in: one that is not counted is better than one that is lost."""


class Short(Enum):
    """What a request lacked."""

    OF_TOKENS = auto()
    OF_ROOM = auto()


def shared_memory(processes: int) -> int:
    """A new table for so many processes, empty: the descriptor that each of them opens."""
    descriptor = os.memfd_create("limits")
    os.ftruncate(descriptor, _size(processes))
    return descriptor


class Buckets:
    """The table as the process at `place` sees it. Without a descriptor that process is alone, and locks nothing."""

    def __init__(self, processes: int = 1, place: int = 0, descriptor: int | None = None) -> None:
        self._descriptor = descriptor
        self._memory = mmap.mmap(-1 if descriptor is None else descriptor, _size(processes))
        view = memoryview(self._memory)
        moments, counts = _CELLS * NAME_BYTES, _CELLS * (NAME_BYTES + _MOMENT_BYTES)
        self._full_at = view[moments:counts].cast("q")
        self._under_way = view[counts:].cast("H")
        self._mine = place * _CELLS

    def enter(self, name: bytes, per_second: int, at_once: int, now: int) -> "int | Short":
        """Take a token and, if `at_once` is a limit, room for a request until `leave`. The cell, or what it lacked.

        `name` has NAME_BYTES, evenly spread. Another process waits for microseconds at most, and nothing is awaited.
        """
        first = int.from_bytes(name[:2]) % _SETS * _WAYS
        if self._descriptor is None:
            return self._enter(name, first, per_second, at_once, now)
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX, 1, first)
        try:
            return self._enter(name, first, per_second, at_once, now)
        finally:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, first)

    def leave(self, cell: int) -> None:
        """Give back the room of a request. Nobody else writes this count, so no lock is needed."""
        self._under_way[self._mine + cell] -= 1

    def forget(self, place: int) -> None:
        """Give back the room of every request of a process that has died."""
        size = _CELLS * _COUNT_BYTES
        start = _CELLS * (NAME_BYTES + _MOMENT_BYTES) + place * size
        self._memory[start : start + size] = bytes(size)

    def _enter(self, name: bytes, first: int, per_second: int, at_once: int, now: int) -> "int | Short":
        cell = self._cell(name, first, now)
        if cell == NO_CELL:
            return NO_CELL
        if at_once and sum(self._under_way[cell::_CELLS]) >= at_once:
            return Short.OF_ROOM
        if per_second:
            full_at = after_one(self._full_at[cell], per_second, now)
            if full_at is None:
                return Short.OF_TOKENS
            self._full_at[cell] = full_at
        if at_once:
            self._under_way[self._mine + cell] += 1
        return cell

    def _cell(self, name: bytes, first: int, now: int) -> int:
        """The cell of a name: its own, or else one that nobody needs."""
        start = first * NAME_BYTES
        names = self._memory[start : start + _WAYS * NAME_BYTES]
        at, rest = divmod(names.find(name), NAME_BYTES)
        if at >= 0 and rest == 0:
            return first + at
        for cell in range(first, first + _WAYS):
            if self._full_at[cell] <= now and not any(self._under_way[cell::_CELLS]):
                self._memory[cell * NAME_BYTES : (cell + 1) * NAME_BYTES] = name
                self._full_at[cell] = 0
                return cell
        return NO_CELL


def _size(processes: int) -> int:
    return _CELLS * (NAME_BYTES + _MOMENT_BYTES + processes * _COUNT_BYTES)
