"""Forget sessions of the portal that ended long ago."""

from billhook.db.tx import Tx
from billhook.portal import store
from billhook.portal.rules.lasting import KEPT_SECONDS, LONGEST_SECONDS

AT_ONCE = 1_000
"""So many go in one transaction, which locks few rows and is short."""


async def forget(tx: Tx) -> int:
    """How many went: `AT_ONCE` if there may be more."""
    return await store.forget(tx, made_until=tx.wall_now - LONGEST_SECONDS - KEPT_SECONDS, limit=AT_ONCE)
