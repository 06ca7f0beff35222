"""The one place that asks what time it is. Everything else is given a moment.

Moments are whole Unix seconds (UTC), the form in which the API speaks of time.
"""

import time
from datetime import UTC, datetime
from typing import Protocol

DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600


class Clock(Protocol):
    """Something that knows the time: the wall, or a customer's private calendar."""

    def now(self) -> int:
        """The current moment in Unix seconds."""
        ...


class WallClock:
    """The machine's own clock."""

    def now(self) -> int:
        return wall_now()


class FixedClock:
    """A clock that stands still."""

    def __init__(self, moment: int) -> None:
        self._moment = moment

    def now(self) -> int:
        return self._moment


def wall_now() -> int:
    """Unix seconds by the machine's clock."""
    return int(time.time())


def wall_micros() -> int:
    """Unix microseconds by the machine's clock; only ids need them."""
    return time.time_ns() // 1_000


def monotonic() -> float:
    """Seconds on a clock that never jumps, for measuring how long something took."""
    return time.monotonic()


def monotonic_micros() -> int:
    """Microseconds on the clock that never jumps; ids and limits of keys need them."""
    return time.monotonic_ns() // 1_000


def as_datetime(moment: int) -> datetime:
    """A moment as an aware UTC datetime, for libraries that want one."""
    return datetime.fromtimestamp(moment, UTC)
