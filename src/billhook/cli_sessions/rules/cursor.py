"""How far a socket has read the events.

Events are read in the order of their ids. An id is made before its transaction commits, so an event can appear below
one that was read already. The cursor stays behind by some seconds, and remembers what it has read above itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BEHIND_SECONDS = 10
"""How long a transaction may last, from its event to its commit, without the event being missed."""
SEEN_MAX = 4_000
"""Ids that a cursor remembers at most. In a burst of events it follows more closely."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything up to `floor` was read, and beyond it the ids `seen`."""

    floor: str
    seen: frozenset[str] = frozenset()


def advanced(cursor: Cursor, read: Sequence[str], *, is_all: bool, horizon: str) -> Cursor:
    """The cursor after reading more ids, which are in order.

    `is_all`: there were no more. `horizon`: an id made `BEHIND_SECONDS` ago.
    """
    reached = horizon if is_all or not read else min(horizon, read[-1])
    floor = max(cursor.floor, reached)
    seen = sorted({id for id in (*cursor.seen, *read) if id > floor})
    if len(seen) > SEEN_MAX:
        floor = seen[-SEEN_MAX // 2 - 1]
        seen = seen[-SEEN_MAX // 2 :]
    return Cursor(floor, frozenset(seen))
