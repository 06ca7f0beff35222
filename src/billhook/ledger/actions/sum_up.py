"""Add entries of the ledger that have long been available to the sum of their currency."""

from billhook.db.tx import Tx
from billhook.ledger import store

AT_ONCE = 5_000
RIPE_SECONDS = 86_400
"""An entry is summed a day after it became available, so no clock that steps back makes it pending again."""


async def sum_up(tx: Tx) -> int:
    """How many of the oldest entries were summed: `AT_ONCE` if there may be more."""
    return await store.sum_up(tx, tx.now - RIPE_SECONDS, AT_ONCE)
