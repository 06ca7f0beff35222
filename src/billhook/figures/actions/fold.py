"""Fold changes of figures into the sums."""

from billhook.db.tx import Tx
from billhook.figures import store

AT_ONCE = 5_000


async def fold(tx: Tx) -> int:
    """How many of the oldest changes were folded: `AT_ONCE` if there may be more."""
    return await store.fold(tx, AT_ONCE)
