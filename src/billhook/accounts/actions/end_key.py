"""End a key at once."""

from billhook.accounts import store
from billhook.accounts.actions.finding import existing_key
from billhook.accounts.actions.touching import touch_openings
from billhook.accounts.objects import Key
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace


async def end_key(tx: Tx, key_id: str) -> Key:
    """The key, which opens nothing any more. Raises NO_SUCH_PATH, KEY_ENDED."""
    key = await existing_key(tx, key_id)
    await store.expire_key(tx, key.id, tx.wall_now)
    await touch_openings(tx)
    return replace(key, expires_at=tx.wall_now)
