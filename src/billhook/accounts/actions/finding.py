"""The key that a verb is about."""

from billhook.accounts import store
from billhook.accounts.objects import Key
from billhook.db.tx import Tx
from billhook.kernel import errors


async def existing_key(tx: Tx, key_id: str) -> Key:
    """A key that opens something, locked until this transaction ends. Raises NO_SUCH_PATH, KEY_ENDED."""
    key = await store.find_key(tx, key_id, lock=True)
    if key is None:
        raise errors.NO_SUCH_PATH(noun="API key", id=key_id)
    if key.has_ended(tx.wall_now):
        raise errors.KEY_ENDED(masked=key.masked)
    return key
