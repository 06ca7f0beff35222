"""Every statement on accounts, tenants, keys and settings.

These tables stand above tenancy: a key has to be found before its tenant is known.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from billhook.account_settings.settings import SettingValue, from_stored
from billhook.accounts.objects import Account, Key, Opening
from billhook.db.tenants import Subscription, Tenant
from billhook.db.tx import Reader, Tx
from billhook.wire.params import Range

Connection = Any


def hashed(key: str) -> bytes:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).digest()


def key_id(key: str) -> str:
    """The id of a key, which follows from what is stored of it (migrations/0039_developers.sql)."""
    return f"key_{hashed(key).hex()[:24]}"


def is_set_sql(account: str, name: str, value: str) -> str:
    """That a setting of the account in this column has this value, which is not its default, as an SQL expression."""
    return (
        f"EXISTS (SELECT FROM account_settings s WHERE s.account = {account} AND s.name = '{name}' "
        f"AND s.value = to_jsonb('{value}'::text))"
    )


_TENANT = """
    SELECT t.id, t.account, t.livemode, t.version, t.link_key, t.processor, a.parent, a.is_platform,
           ARRAY(SELECT s.name FROM account_settings s WHERE s.account = t.account ORDER BY s.name) AS names,
           ARRAY(SELECT s.value FROM account_settings s WHERE s.account = t.account ORDER BY s.name) AS stored,
           ARRAY(SELECT w.id FROM webhook_endpoints w
                 WHERE w.tenant = t.id AND w.status = 'enabled' ORDER BY w.id) AS endpoints,
           ARRAY(SELECT array_to_string(w.enabled_events, ' ') FROM webhook_endpoints w
                 WHERE w.tenant = t.id AND w.status = 'enabled' ORDER BY w.id) AS subscribed
    FROM tenants t JOIN accounts a ON a.id = t.account
    WHERE t.ended_at IS NULL"""


def _tenant(row: asyncpg.Record, public_url: str) -> Tenant:
    settings = from_stored(dict(zip(row["names"], row["stored"], strict=True)))
    return Tenant(
        id=row["id"],
        account=row["account"],
        livemode=row["livemode"],
        version=row["version"],
        api_version=settings.api_version,
        settings=settings,
        subscriptions=tuple(
            Subscription(endpoint, frozenset(types.split()))
            for endpoint, types in zip(row["endpoints"], row["subscribed"], strict=True)
        ),
        public_url=public_url,
        link_key=row["link_key"],
        parent=row["parent"],
        is_platform=row["is_platform"],
        processor=row["processor"] or "",
    )


async def tenant(conn: Connection, tenant_id: int, public_url: str = "") -> Tenant | None:
    """A tenant by its number; None also for a sandbox that was thrown away."""
    row = await conn.fetchrow(f"{_TENANT} AND t.id = $1", tenant_id)
    return _tenant(row, public_url) if row is not None else None


async def tenant_of(conn: Connection, account: str, livemode: bool, public_url: str = "") -> Tenant | None:
    """An account in one mode."""
    row = await conn.fetchrow(f"{_TENANT} AND t.account = $1 AND t.livemode = $2", account, livemode)
    return _tenant(row, public_url) if row is not None else None


async def opening(conn: Connection, text: str) -> Opening | None:
    """What a key opens."""
    row = await conn.fetchrow(
        "SELECT tenant, kind, expires_at, last_used_at, permissions, networks FROM api_keys WHERE hash = $1",
        hashed(text),
    )
    return Opening(*row) if row is not None else None


async def note_use(conn: Connection, text: str, now: int, *, every_seconds: int) -> None:
    """Write down that a key was used, unless that was written less than `every_seconds` ago."""
    await conn.execute(
        "UPDATE api_keys SET last_used_at = $2 WHERE hash = $1 AND (last_used_at IS NULL OR last_used_at <= $3)",
        hashed(text), now, now - every_seconds,
    )  # fmt: skip


async def first_account(conn: Connection) -> str | None:
    """The platform: the account that the command line speaks of, unless it is told another."""
    return await conn.fetchval("SELECT id FROM accounts WHERE is_platform")  # type: ignore[no-any-return]


_CHOSEN = """
    (SELECT t.processor FROM tenants t WHERE t.account = a.id AND NOT t.livemode) AS in_test,
    (SELECT t.processor FROM tenants t WHERE t.account = a.id AND t.livemode) AS in_live"""


async def own_account(reader: Reader) -> Account:
    """The account of the tenant."""
    row = await reader.fetchrow(
        f"SELECT a.id, a.created, {_CHOSEN} FROM accounts a WHERE a.id = $1", reader.tenant.account
    )
    assert row is not None
    return Account(row["id"], row["created"], reader.tenant.settings, row["in_test"] or "", row["in_live"] or "")


_ACCOUNT = f"""
    SELECT a.id, a.created, {_CHOSEN},
           ARRAY(SELECT s.name FROM account_settings s WHERE s.account = a.id ORDER BY s.name) AS names,
           ARRAY(SELECT s.value FROM account_settings s WHERE s.account = a.id ORDER BY s.name) AS stored
    FROM accounts a WHERE a.parent IS NULL"""


def _account(row: asyncpg.Record) -> Account:
    settings = from_stored(dict(zip(row["names"], row["stored"], strict=True)))
    return Account(row["id"], row["created"], settings, row["in_test"] or "", row["in_live"] or "")


async def account(conn: Connection, id: str) -> Account | None:
    """An account that is no sandbox."""
    row = await conn.fetchrow(f"{_ACCOUNT} AND a.id = $1", id)
    return _account(row) if row is not None else None


async def all_accounts(conn: Connection) -> list[Account]:
    """Every account but the sandboxes, the platform first and then the oldest."""
    rows = await conn.fetch(f"{_ACCOUNT} ORDER BY NOT a.is_platform, a.id")
    return [_account(row) for row in rows]


async def other_accounts(
    reader: Reader, *, made: Range | None, beyond: str | None, ascending: bool, limit: int
) -> list[Account]:
    """At most `limit` accounts of the platform, by their ids: those after `beyond`, or before it if not `ascending`."""
    conditions, arguments = [], []
    bounds = made or Range()
    for column, sign, value in (
        ("created", ">", bounds.gt), ("created", ">=", bounds.gte), ("created", "<", bounds.lt),
        ("created", "<=", bounds.lte), ("id", ">" if ascending else "<", beyond),
    ):  # fmt: skip
        if value is not None:
            arguments.append(value)
            conditions.append(f" AND a.{column} {sign} ${len(arguments)}")
    order = f"ORDER BY a.id {'ASC' if ascending else 'DESC'} LIMIT {int(limit)}"
    rows = await reader.fetch(f"{_ACCOUNT} AND NOT a.is_platform{''.join(conditions)} {order}", *arguments)
    return [_account(row) for row in rows]


async def accounts(conn: Connection) -> list[str]:
    """Every account but the sandboxes, the platform first and then the oldest."""
    rows = await conn.fetch("SELECT id FROM accounts WHERE parent IS NULL ORDER BY NOT is_platform, created, id")
    return [row["id"] for row in rows]


async def lock(conn: Connection, account: str) -> None:
    """Nobody else changes the account's settings until this transaction is over."""
    await conn.execute("SELECT FROM accounts WHERE id = $1 FOR UPDATE", account)


async def create_account(conn: Connection, account: str, now: int, *, is_platform: bool = False) -> dict[bool, int]:
    """An account with its two modes; returns the tenant of each mode."""
    await conn.execute("INSERT INTO accounts (id, created, is_platform) VALUES ($1, $2, $3)", account, now, is_platform)
    rows = await conn.fetch(
        "INSERT INTO tenants (account, livemode) VALUES ($1, false), ($1, true) RETURNING id, livemode",
        account,
    )
    return {row["livemode"]: row["id"] for row in rows}


async def create_sandbox(tx: Tx, account: str, now: int) -> int:
    """An account with a test mode alone, which belongs to the account of the tenant; returns its tenant."""
    return await tx.fetchval(  # type: ignore[no-any-return]
        "WITH made AS (INSERT INTO accounts (id, created, parent) VALUES ($1, $2, $3)) "
        "INSERT INTO tenants (account, livemode) VALUES ($1, false) RETURNING id",
        account, now, tx.tenant.account,
    )  # fmt: skip


async def end_sandbox(tx: Tx, account: str, now: int) -> None:
    """From now on nobody finds the tenant of a sandbox, and its keys open nothing."""
    await tx.execute("DELETE FROM api_keys WHERE tenant IN (SELECT id FROM tenants WHERE account = $1)", account)
    await tx.execute("UPDATE tenants SET version = version + 1, ended_at = $2 WHERE account = $1", account, now)


async def ended_tenant(conn: Connection, account: str) -> int | None:
    """The number of the tenant of a sandbox that was thrown away, as long as there is one."""
    return await conn.fetchval(  # type: ignore[no-any-return]
        "SELECT id FROM tenants WHERE account = $1 AND ended_at IS NOT NULL", account
    )


async def forget_sandbox(tx: Tx, account: str) -> None:
    """Delete the account of a sandbox and its tenant, of which no row is left."""
    await tx.execute("DELETE FROM tenants WHERE account = $1 AND ended_at IS NOT NULL", account)
    await tx.execute("DELETE FROM accounts WHERE id = $1 AND parent = $2", account, tx.tenant.account)


async def add_key(
    conn: Connection,
    tenant_id: int,
    kind: str,
    text: str,
    *,
    clear: bool,
    now: int,
    name: str | None = None,
    permissions: Sequence[str] | None = None,
    networks: Sequence[str] = (),
    expires_at: int | None = None,
) -> None:
    """Store a key; adding one that the tenant has already changes nothing."""
    await conn.execute(
        "INSERT INTO api_keys (hash, tenant, kind, last4, clear, created, name, permissions, networks, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (hash) DO NOTHING",
        hashed(text), tenant_id, kind, text[-4:], text if clear else None, now, name, permissions,
        list(networks) or None, expires_at,
    )  # fmt: skip


async def shown_keys(conn: Connection, accounts: Sequence[str]) -> dict[tuple[str, str], str]:
    """By account and kind, the newest key of test mode that is kept in the clear and does not end."""
    rows = await conn.fetch(
        "SELECT t.account, k.kind, k.clear FROM api_keys k JOIN tenants t ON t.id = k.tenant "
        "WHERE t.account = ANY($1) AND NOT t.livemode AND k.kind <> 'restricted' AND k.clear IS NOT NULL "
        "AND k.expires_at IS NULL ORDER BY k.created",
        list(accounts),
    )
    return {(row["account"], row["kind"]): row["clear"] for row in rows}


async def expire_keys(conn: Connection, tenant_id: int, kind: str, at: int) -> None:
    """End every key of a kind at a moment, except those that end or ended before it."""
    await conn.execute(
        "UPDATE api_keys SET expires_at = $3 WHERE tenant = $1 AND kind = $2 "
        "AND (expires_at IS NULL OR expires_at > $3)",
        tenant_id, kind, at,
    )  # fmt: skip


_KEY = """
    SELECT k.id, k.kind, k.name, k.last4, k.clear, t.livemode, k.created, k.expires_at, k.last_used_at,
           coalesce(k.permissions, '{}') AS permissions, coalesce(k.networks, '{}') AS networks
    FROM api_keys k JOIN tenants t ON t.id = k.tenant"""


def _key(row: asyncpg.Record) -> Key:
    values: Any = (tuple(value) if isinstance(value, list) else value for value in row.values())
    return Key(*values)


async def keys(conn: Connection, account: str) -> list[Key]:
    """The keys of both modes, oldest first."""
    rows = await conn.fetch(f"{_KEY} WHERE t.account = $1 ORDER BY t.livemode, k.kind, k.created", account)
    return [_key(row) for row in rows]


async def keys_of_mode(reader: Reader) -> list[Key]:
    """The keys of one mode, the newest first."""
    rows = await reader.fetch(f"{_KEY} WHERE k.tenant = $1 ORDER BY k.created DESC, k.id", reader.tenant.id)
    return [_key(row) for row in rows]


async def find_key(reader: Reader, id: str, *, lock: bool = False) -> Key | None:
    """A key of this mode; `lock` keeps others from changing it until the transaction ends."""
    row = await reader.fetchrow(
        f"{_KEY} WHERE k.tenant = $1 AND k.id = $2{' FOR UPDATE OF k' if lock else ''}", reader.tenant.id, id
    )
    return _key(row) if row is not None else None


async def expire_key(tx: Tx, id: str, at: int) -> None:
    """End a key at a moment, unless it ends before it."""
    await tx.execute(
        "UPDATE api_keys SET expires_at = $3 WHERE tenant = $1 AND id = $2 AND (expires_at IS NULL OR expires_at > $3)",
        tx.tenant.id, id, at,
    )  # fmt: skip


async def name_key(tx: Tx, id: str, name: str | None) -> None:
    """Give a key a name, or take it away."""
    await tx.execute("UPDATE api_keys SET name = $3 WHERE tenant = $1 AND id = $2", tx.tenant.id, id, name)


async def restrict_key(tx: Tx, id: str, permissions: Sequence[str]) -> None:
    """Give a restricted key these permissions in place of those that it has."""
    await tx.execute(
        "UPDATE api_keys SET permissions = $3 WHERE tenant = $1 AND id = $2", tx.tenant.id, id, permissions
    )


async def allow_networks(tx: Tx, id: str, networks: Sequence[str]) -> None:
    """Let a key be used from these networks alone; from everywhere if there are none."""
    await tx.execute(
        "UPDATE api_keys SET networks = $3 WHERE tenant = $1 AND id = $2", tx.tenant.id, id, list(networks) or None
    )


async def set_values(conn: Connection, account: str, values: Mapping[str, SettingValue]) -> None:
    """Change settings, all or none, and let every process know."""
    async with conn.transaction():
        await put_values(conn, account, values)
        await touch(conn, account)


async def put_values(conn: Connection, account: str, values: Mapping[str, SettingValue]) -> None:
    """Store settings, and tell nobody: for an account that nobody knows yet."""
    for name, value in values.items():
        await conn.execute(
            "INSERT INTO account_settings (account, name, value) VALUES ($1, $2, $3) "
            "ON CONFLICT (account, name) DO UPDATE SET value = excluded.value",
            account, name, value,
        )  # fmt: skip


async def unset(conn: Connection, account: str, names: Sequence[str]) -> None:
    """Give settings their defaults and let every process know."""
    await conn.execute("DELETE FROM account_settings WHERE account = $1 AND name = ANY($2)", account, names)
    await touch(conn, account)


async def stored_values(conn: Connection, account: str) -> dict[str, SettingValue]:
    """The settings that are stored, by name: whatever an older program may have left."""
    rows = await conn.fetch("SELECT name, value FROM account_settings WHERE account = $1 ORDER BY name", account)
    return {row["name"]: row["value"] for row in rows}


async def touch(conn: Connection, account: str) -> None:
    """Let every process read the account's tenants anew."""
    await conn.execute("UPDATE tenants SET version = version + 1 WHERE account = $1", account)


async def touch_others(conn: Connection) -> None:
    """Let every process read the tenants anew of all accounts for which keys of the platform may act."""
    await conn.execute(
        "UPDATE tenants t SET version = version + 1 FROM accounts a "
        "WHERE a.id = t.account AND a.parent IS NULL AND NOT a.is_platform"
    )


async def touch_sandboxes(conn: Connection, account: str) -> None:
    """Let every process read the tenants anew of all sandboxes of an account, for which its test keys may act."""
    await conn.execute(
        "UPDATE tenants t SET version = version + 1 FROM accounts a WHERE a.id = t.account AND a.parent = $1", account
    )


async def choose_processor(tx: Tx, name: str | None) -> None:
    """Ask this processor of new payments of the tenant; None for that of test mode, and for none in live mode."""
    await tx.execute("UPDATE tenants SET processor = $2, version = version + 1 WHERE id = $1", tx.tenant.id, name)


async def version_of(reader: Reader) -> int:
    """The version of the reader's tenant as it is now, which may be newer than what the process remembers."""
    return await reader.fetchval("SELECT version FROM tenants WHERE id = $1", reader.tenant.id)  # type: ignore[no-any-return]
