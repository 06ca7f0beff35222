"""Replace a key by a new one that may do the same from the same networks."""

from billhook.accounts import store
from billhook.accounts.actions.create_key import made
from billhook.accounts.actions.finding import existing_key
from billhook.accounts.actions.touching import touch_openings
from billhook.accounts.objects import Key
from billhook.accounts.params import RollKey
from billhook.db.tx import Tx


async def roll_key(tx: Tx, params: RollKey, key_id: str) -> Key:
    """The new key, with all of it in `clear`. The old one ends later, or earlier if that was said before.

    Raises NO_SUCH_PATH, KEY_ENDED.
    """
    old = await existing_key(tx, key_id)
    await store.expire_key(tx, old.id, tx.wall_now + int(params.keep_seconds))
    new = await made(
        tx, old.kind, old.name, permissions=old.permissions if old.is_restricted else None, networks=old.networks
    )
    await touch_openings(tx)
    return new
