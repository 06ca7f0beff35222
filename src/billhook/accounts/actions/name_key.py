"""Give a key a name."""

from billhook.accounts import store
from billhook.accounts.actions.finding import existing_key
from billhook.accounts.objects import Key
from billhook.accounts.params import NameKey
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace


async def name_key(tx: Tx, params: NameKey, key_id: str) -> Key:
    """The key with its new name. Raises NO_SUCH_PATH, KEY_ENDED."""
    key = await existing_key(tx, key_id)
    await store.name_key(tx, key.id, params.name)
    return replace(key, name=params.name)
