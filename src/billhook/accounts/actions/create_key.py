"""Make a secret key beside those that there are."""

from billhook.accounts import store
from billhook.accounts.objects import Key
from billhook.accounts.params import CreateKey
from billhook.accounts.rules.new_keys import new_key
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace


async def create_key(tx: Tx, params: CreateKey) -> Key:
    """A new secret key. `clear` is the key itself, the live one never again."""
    return await made(tx, "secret", params.name)


async def made(tx: Tx, kind: str, name: str | None) -> Key:
    """A new key of a kind, with all of it in `clear`."""
    text = new_key(kind, livemode=tx.tenant.livemode)
    is_kept = kind == "publishable" or not tx.tenant.livemode
    await store.add_key(tx, tx.tenant.id, kind, text, clear=is_kept, now=tx.wall_now, name=name)
    key = await store.find_key(tx, store.key_id(text))
    assert key is not None
    return replace(key, clear=text)
