"""Looking into the database: each account in each mode, read only, one moment for all that is compared."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from billhook.accounts import store
from billhook.db.migrate import insist_on_our_schema
from billhook.db.moment import Moment
from billhook.db.pool import open_pool
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader
from billhook.db.unusable import DatabaseUnusable
from billhook.kernel.clock import wall_now

# A proof that takes longer is given up: it must neither burden the database nor hold back its vacuum.
PATIENCE_SECONDS = 20
GIVEN_UP = "It was given up; run the doctor again when the database has less to do."


@dataclass(frozen=True, slots=True)
class Place:
    """An account in one mode. `words` say which, and begin a sentence."""

    words: str
    tenant: Tenant


@contextlib.asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[Any]:
    """A connection; None if the database cannot be used, of which another examination tells."""
    try:
        await insist_on_our_schema(dsn)
    except DatabaseUnusable:
        yield None
        return
    async with await open_pool(dsn, size=1) as pool, pool.acquire() as conn:
        yield conn


@contextlib.asynccontextmanager
async def looking(conn: Any) -> AsyncIterator[Any]:
    """`async with looking(conn):` for a transaction that sees one moment and can change nothing."""
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        await conn.execute(f"SET LOCAL statement_timeout = '{PATIENCE_SECONDS}s'")
        yield conn


async def places(conn: Any) -> list[Place]:
    """Every account in both modes."""
    accounts = await store.accounts(conn)
    found = []
    for account in accounts:
        for livemode in (False, True):
            tenant = await store.tenant_of(conn, account, livemode)
            if tenant is not None:
                mode = "Live mode" if livemode else "Test mode"
                found.append(Place(mode if len(accounts) == 1 else f"{mode} of {account}", tenant))
    return found


def reader_of(conn: Any, place: Place) -> Reader:
    """A look at what is of an account in one mode."""
    return Reader(conn, place.tenant, Moment(wall_now()))
