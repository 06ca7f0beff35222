"""Show a key once more, to somebody whom the audit log names."""

from billhook.accounts.actions.finding import existing_key
from billhook.accounts.objects import Key
from billhook.db.tx import Tx
from billhook.kernel import errors


async def reveal_key(tx: Tx, key_id: str) -> Key:
    """The key with all of it in `clear`. Raises NO_SUCH_PATH, KEY_ENDED, KEY_SHOWN_ONCE."""
    key = await existing_key(tx, key_id)
    if key.clear is None:
        raise errors.KEY_SHOWN_ONCE()
    return key
