"""The directory: which key belongs to whom, remembered for a moment.

A remembered tenant is used for reads for at most `REMEMBERED_SECONDS`; a write checks its version in the
statement that begins its transaction, so it never acts on old settings, endpoints or keys. That a key is used is
written down once an hour, beside the request.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_network

import asyncpg

from billhook.accounts import store
from billhook.accounts.reaching import entered, may_look, reaches, refused
from billhook.db.pool import borrowed
from billhook.db.tenants import NoSuchTenant, Tenant
from billhook.db.unavailable import DatabaseUnavailable
from billhook.kernel import errors
from billhook.kernel.clock import monotonic, wall_now
from billhook.wire.api import Principal
from billhook.wire.asking import masked
from billhook.wire.restrictions import Grants

REMEMBERED_SECONDS = 1.0
USE_NOTED_SECONDS = 3_600
"""How often at most the database learns that a key is used."""
_REMEMBERED_MAX = 10_000


@dataclass(slots=True)
class Directory:
    """Finds keys and tenants in the database of `pool`."""

    pool: "asyncpg.Pool[asyncpg.Record]"
    public_url: str
    _known: dict[str, tuple[float, Principal]] = field(default_factory=dict)
    _reached: dict[tuple[int, str], tuple[float, Tenant]] = field(default_factory=dict)
    _noting: set[asyncio.Task[None]] = field(default_factory=set)

    async def principal(self, key: str) -> Principal:
        """Who holds the key. Raises INVALID_KEY, EXPIRED_KEY."""
        known = self._known.get(key)
        if known is not None and monotonic() - known[0] < REMEMBERED_SECONDS:
            return known[1]
        return await self._read(key)

    async def refreshed(self, principal: Principal) -> Principal:
        """The same key, read anew, in the same account."""
        read = await self._read(principal.key)
        return read if principal.within is None else await self._read_within(read, principal.within)

    async def within(self, principal: Principal, account: str) -> Principal:
        """The same key in another account. Raises ACCOUNT_INVALID, MORE_PERMISSIONS_REQUIRED.

        The tenant is remembered, whichever key reached it; what the key may do is known from the key.
        """
        known = self._reached.get((principal.tenant.id, account))
        if known is None or monotonic() - known[0] >= REMEMBERED_SECONDS:
            return await self._read_within(principal, account)
        return entered(await self._not_older(principal, known[0]), known[1])

    async def other_mode(self, tenant: Tenant) -> Tenant | None:
        """The same account in its other mode."""
        async with borrowed(self.pool) as conn:
            return await store.tenant_of(conn, tenant.account, not tenant.livemode, self.public_url)

    async def tenant(self, tenant_id: int) -> Tenant:
        """A tenant by its number, read anew: what a job needs."""
        async with borrowed(self.pool) as conn:
            found = await store.tenant(conn, tenant_id, self.public_url)
        if found is None:
            raise NoSuchTenant(f"no tenant {tenant_id}")
        return found

    async def tenant_named(self, account: str, *, livemode: bool) -> Tenant | None:
        """A tenant by its account and mode: what the address of a page names."""
        async with borrowed(self.pool) as conn:
            return await store.tenant_of(conn, account, livemode, self.public_url)

    async def _read_within(self, principal: Principal, account: str) -> Principal:
        place = (principal.tenant.id, account)
        self._reached.pop(place, None)
        found = None
        if may_look(principal) and _is_text(account):
            found = await self.tenant_named(account, livemode=principal.tenant.livemode)
        if found is None or not reaches(principal.tenant, found):
            raise refused(principal, account)
        if len(self._reached) >= _REMEMBERED_MAX:
            self._reached.clear()
        read_at = monotonic()
        self._reached[place] = (read_at, found)
        return entered(await self._not_older(principal, read_at), found)

    async def _not_older(self, principal: Principal, read_at: float) -> Principal:
        """The same key, read after `read_at`.

        A change of a key grows the versions of all tenants in which it acts. A write compares the version of the
        tenant, so it learns of each change after the tenant was read: the key must not be older than that.
        """
        known = self._known.get(principal.key)
        if known is not None and known[1] is principal and known[0] >= read_at:
            return principal
        return await self._read(principal.key)

    async def _read(self, key: str) -> Principal:
        self._known.pop(key, None)
        read_at = monotonic()
        async with borrowed(self.pool) as conn:
            found = await store.opening(conn, key) if _is_text(key) else None
            tenant = await store.tenant(conn, found.tenant, self.public_url) if found is not None else None
        if found is None or tenant is None:
            raise errors.INVALID_KEY(masked=masked(key))
        now = wall_now()
        if found.expires_at is not None and found.expires_at <= now:
            raise errors.EXPIRED_KEY(masked=masked(key))
        if len(self._known) >= _REMEMBERED_MAX:
            self._known.clear()
        grants = Grants.of(found.permissions) if found.permissions is not None else None
        networks = tuple(map(ip_network, found.networks or ()))
        principal = Principal(tenant, found.kind, key, grants, networks, limits=tenant.limits)
        self._known[key] = (read_at, principal)
        if found.last_used_at is None or found.last_used_at <= now - USE_NOTED_SECONDS:
            self._note_use(key, now)
        return principal

    def _note_use(self, key: str, now: int) -> None:
        """Write down beside the request that a key is used; no answer waits for it, and nobody misses it."""

        async def note() -> None:
            with suppress(DatabaseUnavailable):
                async with borrowed(self.pool) as conn:
                    await store.note_use(conn, key, now, every_seconds=USE_NOTED_SECONDS)

        task = asyncio.create_task(note())
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)


def _is_text(sent: str) -> bool:
    """Whether a header can be a key or an account at all."""
    return len(sent) <= 255 and sent.isascii()
