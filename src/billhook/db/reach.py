"""Reaching the database for the first time: what is wrong in one sentence, and waiting for a server that is late."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

import asyncpg

from billhook.db.unavailable import DRIVER_ERRORS, is_unavailable
from billhook.db.unusable import DatabaseNotReady, DatabaseUnusable
from billhook.kernel.clock import monotonic

_log = logging.getLogger(__name__)

_ANSWER_SECONDS = 10.0
_POLL_SECONDS = 0.5
_SAY_AGAIN_SECONDS = 60.0


async def connect(dsn: str) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection. Raises DatabaseNotReady where waiting may help, else DatabaseUnusable."""
    try:
        return await asyncpg.connect(dsn, timeout=_ANSWER_SECONDS)
    except (*DRIVER_ERRORS, ValueError) as error:
        raise _meaning(error, dsn) from error


@contextlib.asynccontextmanager
async def connected(dsn: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """`async with connected(dsn) as conn:`. Raises what `connect` raises, also when the connection is lost inside."""
    conn = await connect(dsn)
    try:
        yield conn
    except (ConnectionError, TimeoutError, asyncpg.PostgresError) as error:
        if isinstance(error, asyncpg.InsufficientPrivilegeError):
            raise DatabaseUnusable(f"the database at {place(dsn)} refuses: {error}") from error
        if not is_unavailable(error):
            raise
        raise _meaning(error, dsn) from error
    finally:
        with contextlib.suppress(*DRIVER_ERRORS):
            await conn.close(timeout=_ANSWER_SECONDS)


async def wait_until(works: Callable[[], Awaitable[None]]) -> None:
    """Call `works` until it raises DatabaseNotReady no more. Says why it waits at once, and then once a minute."""
    said_at: float | None = None
    while True:
        try:
            await works()
            return
        except DatabaseNotReady as error:
            if said_at is None or monotonic() - said_at >= _SAY_AGAIN_SECONDS:
                said_at = monotonic()
                _log.warning("waiting: %s", error)
        await asyncio.sleep(_POLL_SECONDS)


async def answers(dsn: str) -> None:
    """Return when the database answers. Raises what `connect` raises."""
    async with connected(dsn) as conn:
        await conn.execute("SELECT 1")


def place(dsn: str) -> str:
    """The database as a person knows it, without user and password: `db.example.com:5432/billhook`."""
    parts = urlsplit(dsn)
    host = parts.hostname or parse_qs(parts.query).get("host", ["localhost"])[0]
    with contextlib.suppress(ValueError):
        return f"{host}:{parts.port or 5432}{parts.path}"
    return host


def _meaning(error: BaseException, dsn: str) -> DatabaseUnusable:
    reason = " ".join((str(error) or "no answer in time").split())
    if isinstance(error, OSError) and error.strerror:  # asyncio puts the address in place of the reason
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
    kind = DatabaseNotReady if is_unavailable(error) else DatabaseUnusable
    return kind(f"the database at {place(dsn)} cannot be reached: {reason}")
