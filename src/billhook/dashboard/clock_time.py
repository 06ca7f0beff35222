"""The test clock of what a page shows: the page tells days by its time, and says so."""

from dataclasses import dataclass

from billhook.db.clocks import look_in_time_of
from billhook.db.tx import Reader
from billhook.test_clocks import store


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A clock as a badge shows it: `now` is its time in Unix seconds. A deleted clock stands still and has no page."""

    id: str
    name: str
    now: int
    is_deleted: bool


async def clock_time(reader: Reader, clock: str) -> ClockTime:
    """What time it is on a clock, which may be deleted. The look lives in that time from here on."""
    await look_in_time_of(reader, clock)
    found = await store.find(reader, clock)
    return ClockTime(clock, (found.name if found is not None else None) or "Test clock", reader.now, found is None)
