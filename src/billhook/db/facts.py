"""Facts: how a room tells rooms above of something, though it must not know them.

A room declares its facts in `facts.py`, as frozen dataclasses, and announces them by `Tx.announce`. `reactions.py`,
above all rooms, says which verbs follow from each of them, in the same transaction. A fact is no event: nobody outside
hears of it.
"""


class Fact:
    """Something happened. Whoever reacts gets it as it was announced."""

    __slots__ = ()


class Locking:
    """A room is about to lock rows. Rooms above lock first what everybody locks before those rows."""

    __slots__ = ()
