"""Make a secret or a restricted key beside those that there are."""

from collections.abc import Sequence

from billhook.accounts import store
from billhook.accounts.objects import Key
from billhook.accounts.params import CreateKey
from billhook.accounts.rules.networks import networks_of
from billhook.accounts.rules.new_keys import new_key
from billhook.accounts.rules.permissions import permissions_of
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace


async def create_key(tx: Tx, params: CreateKey) -> Key:
    """A new key, restricted if permissions are given. `clear` is the key itself, the live one never again.

    Raises PERMISSIONS_NEEDED, NETWORK_INVALID.
    """
    lifetime = params.lifetime_seconds
    return await made(
        tx,
        "secret" if params.permissions is None else "restricted",
        params.name,
        permissions=permissions_of(params.permissions) if params.permissions is not None else None,
        networks=networks_of(params.networks),
        expires_at=tx.wall_now + int(lifetime) if lifetime is not None else None,
    )


async def made(
    tx: Tx,
    kind: str,
    name: str | None,
    *,
    permissions: Sequence[str] | None = None,
    networks: Sequence[str] = (),
    expires_at: int | None = None,
) -> Key:
    """A new key of a kind, with all of it in `clear`."""
    text = new_key(kind, livemode=tx.tenant.livemode)
    is_kept = kind == "publishable" or not tx.tenant.livemode
    await store.add_key(
        tx, tx.tenant.id, kind, text, clear=is_kept, now=tx.wall_now, name=name, permissions=permissions,
        networks=networks, expires_at=expires_at,
    )  # fmt: skip
    key = await store.find_key(tx, store.key_id(text))
    assert key is not None
    return replace(key, clear=text)
