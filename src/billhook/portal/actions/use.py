"""Note that a session is used, which makes it last."""

from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.portal import store
from billhook.portal.rules.lasting import is_to_note


async def use(tx: Tx, session_id: str) -> None:
    """Write down that the session is used now, unless it is over or that was just written."""
    session = await store.lock(tx, session_id)
    if session is not None and is_to_note(session, tx.wall_now):
        await store.save(tx, replace(session, used_at=tx.wall_now))
