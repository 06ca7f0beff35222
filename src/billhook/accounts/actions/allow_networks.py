"""Say from where a key may be used."""

from billhook.accounts import store
from billhook.accounts.actions.finding import existing_key
from billhook.accounts.actions.touching import touch_openings
from billhook.accounts.objects import Key
from billhook.accounts.params import AllowNetworks
from billhook.accounts.rules.networks import networks_of
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def allow_networks(tx: Tx, params: AllowNetworks, key_id: str) -> Key:
    """The key, which from the next request on may be used from these networks alone; without any, from everywhere.

    Raises NO_SUCH_PATH, KEY_ENDED, KEY_IS_PUBLIC, NETWORK_INVALID.
    """
    key = await existing_key(tx, key_id)
    if not key.is_secret:
        raise errors.KEY_IS_PUBLIC(masked=key.masked)
    networks = networks_of(params.networks)
    await store.allow_networks(tx, key.id, networks)
    await touch_openings(tx)
    return replace(key, networks=networks)
