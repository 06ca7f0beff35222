"""Every statement on accounts, tenants, keys and settings.

These tables stand above tenancy: a key has to be found before its tenant is known.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from billhook.account_settings.settings import SettingValue, from_stored
from billhook.db.tenants import Subscription, Tenant
from billhook.wire.versions.known import NEWEST

Connection = Any


@dataclass(frozen=True, slots=True)
class Key:
    """An API key as it is stored."""

    kind: str
    last4: str
    clear: str | None
    livemode: bool
    expires_at: int | None


def hashed(key: str) -> bytes:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).digest()


_TENANT = """
    SELECT t.id, t.account, t.livemode, t.version,
           ARRAY(SELECT s.name FROM account_settings s WHERE s.account = t.account ORDER BY s.name) AS names,
           ARRAY(SELECT s.value FROM account_settings s WHERE s.account = t.account ORDER BY s.name) AS stored,
           ARRAY(SELECT w.id FROM webhook_endpoints w
                 WHERE w.tenant = t.id AND w.status = 'enabled' ORDER BY w.id) AS endpoints,
           ARRAY(SELECT array_to_string(w.enabled_events, ' ') FROM webhook_endpoints w
                 WHERE w.tenant = t.id AND w.status = 'enabled' ORDER BY w.id) AS subscribed
    FROM tenants t"""


def _tenant(row: asyncpg.Record, public_url: str) -> Tenant:
    return Tenant(
        id=row["id"],
        account=row["account"],
        livemode=row["livemode"],
        version=row["version"],
        api_version=NEWEST,
        settings=from_stored(dict(zip(row["names"], row["stored"], strict=True))),
        subscriptions=tuple(
            Subscription(endpoint, frozenset(types.split()))
            for endpoint, types in zip(row["endpoints"], row["subscribed"], strict=True)
        ),
        public_url=public_url,
    )


async def tenant(conn: Connection, tenant_id: int, public_url: str = "") -> Tenant | None:
    """A tenant by its number."""
    row = await conn.fetchrow(f"{_TENANT} WHERE t.id = $1", tenant_id)
    return _tenant(row, public_url) if row is not None else None


async def tenant_of(conn: Connection, account: str, livemode: bool, public_url: str = "") -> Tenant | None:
    """An account in one mode."""
    row = await conn.fetchrow(f"{_TENANT} WHERE t.account = $1 AND t.livemode = $2", account, livemode)
    return _tenant(row, public_url) if row is not None else None


async def key(conn: Connection, text: str) -> tuple[int, str, int | None] | None:
    """The tenant, the kind and the expiry of a key."""
    row = await conn.fetchrow("SELECT tenant, kind, expires_at FROM api_keys WHERE hash = $1", hashed(text))
    return (row["tenant"], row["kind"], row["expires_at"]) if row is not None else None


async def first_account(conn: Connection) -> str | None:
    """The oldest account: the one that the command line speaks of."""
    return await conn.fetchval("SELECT id FROM accounts ORDER BY created, id LIMIT 1")  # type: ignore[no-any-return]


async def create_account(conn: Connection, account: str, now: int) -> dict[bool, int]:
    """An account with its two modes; returns the tenant of each mode."""
    await conn.execute("INSERT INTO accounts (id, created) VALUES ($1, $2)", account, now)
    rows = await conn.fetch(
        "INSERT INTO tenants (account, livemode) VALUES ($1, false), ($1, true) RETURNING id, livemode",
        account,
    )
    return {row["livemode"]: row["id"] for row in rows}


async def add_key(conn: Connection, tenant_id: int, kind: str, text: str, *, clear: bool, now: int) -> None:
    """Store a key; adding one that the tenant has already changes nothing."""
    await conn.execute(
        "INSERT INTO api_keys (hash, tenant, kind, last4, clear, created) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (hash) DO NOTHING",
        hashed(text), tenant_id, kind, text[-4:], text if clear else None, now,
    )  # fmt: skip


async def expire_keys(conn: Connection, tenant_id: int, kind: str, at: int) -> None:
    """End every key of a kind at a moment, except those that end or ended before it."""
    await conn.execute(
        "UPDATE api_keys SET expires_at = $3 WHERE tenant = $1 AND kind = $2 "
        "AND (expires_at IS NULL OR expires_at > $3)",
        tenant_id, kind, at,
    )  # fmt: skip


async def keys(conn: Connection, account: str) -> list[Key]:
    """The keys of both modes, oldest first."""
    rows = await conn.fetch(
        "SELECT k.kind, k.last4, k.clear, t.livemode, k.expires_at FROM api_keys k JOIN tenants t ON t.id = k.tenant "
        "WHERE t.account = $1 ORDER BY t.livemode, k.kind, k.created",
        account,
    )
    return [Key(*row) for row in rows]


async def set_values(conn: Connection, account: str, values: Mapping[str, SettingValue]) -> None:
    """Change settings, all or none, and let every process know."""
    async with conn.transaction():
        for name, value in values.items():
            await conn.execute(
                "INSERT INTO account_settings (account, name, value) VALUES ($1, $2, $3) "
                "ON CONFLICT (account, name) DO UPDATE SET value = excluded.value",
                account, name, value,
            )  # fmt: skip
        await touch(conn, account)


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
