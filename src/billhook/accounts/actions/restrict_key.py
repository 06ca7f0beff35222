"""Give a restricted key other permissions."""

from billhook.accounts import store
from billhook.accounts.actions.finding import existing_key
from billhook.accounts.actions.touching import touch_openings
from billhook.accounts.objects import Key
from billhook.accounts.params import RestrictKey
from billhook.accounts.rules.permissions import permissions_of
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def restrict_key(tx: Tx, params: RestrictKey, key_id: str) -> Key:
    """The key with its new permissions, which hold from the next request on.

    Raises NO_SUCH_PATH, KEY_ENDED, KEY_NOT_RESTRICTED, PERMISSIONS_NEEDED.
    """
    key = await existing_key(tx, key_id)
    if not key.is_restricted:
        raise errors.KEY_NOT_RESTRICTED(masked=key.masked)
    permissions = permissions_of(params.permissions)
    await store.restrict_key(tx, key.id, permissions)
    await touch_openings(tx)
    return replace(key, permissions=permissions)
