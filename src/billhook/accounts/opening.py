"""Opening accounts: the platform at the first start, and later its keys. Other accounts are made by `founding`."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from billhook.accounts import store
from billhook.accounts.founding import add_first_keys
from billhook.accounts.rules.new_keys import new_key
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_token
from billhook.kernel.replacing import replace

# Two processes that start on an empty database at once must not open two accounts.
_LOCK = 0x6F70656E


@dataclass(frozen=True, slots=True)
class Keys:
    """What the first screen shows."""

    account: str
    test_secret: str
    test_publishable: str


async def ensure_account(conn: "asyncpg.Connection[asyncpg.Record]", preset_test_key: str | None) -> Keys:
    """The account's test keys, opening the account first if there is none.

    `preset_test_key` becomes a test secret key beside those that exist. Live secret keys are shown once, by
    `billhook keys roll --live`, and kept as hashes.
    """
    now = wall_now()
    async with conn.transaction():
        await conn.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        account = await store.first_account(conn)
        if account is None:
            account = f"acct_1{new_token(15)}"
            tenants = await store.create_account(conn, account, now, is_platform=True)
            await add_first_keys(conn, tenants, now, but_test_secret=preset_test_key is not None)
        if preset_test_key is not None:
            tenant_row = await store.tenant_of(conn, account, False)
            assert tenant_row is not None
            await store.add_key(conn, tenant_row.id, "secret", preset_test_key, clear=True, now=now)
        shown = await keys_of(conn, account)
    return replace(shown, test_secret=preset_test_key or shown.test_secret)


async def keys_of(conn: store.Connection, account: str) -> Keys:
    """The test keys of an account that do not end, as far as they are kept."""
    keys = [key for key in await store.keys(conn, account) if not key.livemode and key.expires_at is None]
    secrets = [key.clear for key in keys if key.kind == "secret" and key.clear]
    publishable = next((key.clear for key in keys if key.kind == "publishable" and key.clear), "")
    return Keys(account, secrets[0] if secrets else "", publishable)


async def add_beside(
    conn: "asyncpg.Connection[asyncpg.Record]",
    account: str,
    permissions: Sequence[str] | None,
    *,
    livemode: bool,
    name: str | None = None,
    networks: Sequence[str] = (),
    lifetime_seconds: int = 0,
) -> str:
    """A new key beside those that there are: a restricted one if permissions are given, else a secret one.

    It ends after `lifetime_seconds`, if that is not 0.
    """
    now = wall_now()
    tenant = await store.tenant_of(conn, account, livemode)
    if tenant is None:
        raise LookupError(f"no account {account}")
    kind = "secret" if permissions is None else "restricted"
    text = new_key(kind, livemode=livemode)
    await store.add_key(
        conn, tenant.id, kind, text, clear=not livemode, now=now, name=name, permissions=permissions,
        networks=networks, expires_at=now + lifetime_seconds if lifetime_seconds else None,
    )  # fmt: skip
    return text


async def roll_secret(
    conn: "asyncpg.Connection[asyncpg.Record]", account: str, *, livemode: bool, keep_seconds: int = 0
) -> str:
    """A new secret key for a mode. Returned once, the live one never again.

    All others of that mode end after `keep_seconds`, or earlier where that was said before.
    """
    now = wall_now()
    async with conn.transaction():
        tenant = await store.tenant_of(conn, account, livemode)
        if tenant is None:
            raise LookupError(f"no account {account}")
        await store.expire_keys(conn, tenant.id, "secret", now + keep_seconds)
        secret = new_key("secret", livemode=livemode)
        await store.add_key(conn, tenant.id, "secret", secret, clear=not livemode, now=now)
        await store.touch(conn, account)
        if not livemode:
            await store.touch_sandboxes(conn, account)
        if tenant.is_platform:
            await store.touch_others(conn)
    return secret
