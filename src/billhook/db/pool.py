"""The connections of one process: opened and mended by asyncpg's pool, lent by a list of our own."""

import asyncio
from collections import deque
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import orjson

_STATEMENT_SECONDS = 60

# The binary form of JSONB is a version byte before the text. Binary, because only binary values can stand
# inside a composite, and an invoice is read together with its lines as an array of composites.
_JSONB_VERSION = b"\x01"


def _encode_jsonb(value: Any) -> bytes:
    return _JSONB_VERSION + orjson.dumps(value)


def _decode_jsonb(data: bytes) -> Any:
    return orjson.loads(data[1:])


async def _prepare(conn: Any) -> None:
    await conn.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode_jsonb, decoder=_decode_jsonb, format="binary"
    )


async def _leave_clean(_conn: Any) -> None:
    """asyncpg has already rolled back what was open; nothing here ever changes a session.

    The default would send one more statement at every release, a round trip for each request.
    """


def _is_local(dsn: str) -> bool:
    """Whether the address names the directory of a socket on this machine."""
    hosts = parse_qs(urlsplit(dsn).query).get("host", [])
    return bool(hosts) and all(host.startswith("/") for host in hosts)


async def open_pool(dsn: str, *, size: int = 10) -> "asyncpg.Pool[asyncpg.Record]":
    """Open up to `size` connections to `dsn`; JSONB columns travel as Python values."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        init=_prepare,
        reset=_leave_clean,
        # A timer for each statement is only of use where a network can fall silent; the server has its own.
        command_timeout=None if _is_local(dsn) else _STATEMENT_SECONDS + 5,
        statement_cache_size=1024,
        max_cached_statement_lifetime=0,
        max_inactive_connection_lifetime=0,
        server_settings={
            "application_name": "billhook",
            "idle_in_transaction_session_timeout": "60000",
            "lock_timeout": "20000",
            "statement_timeout": f"{_STATEMENT_SECONDS * 1000}",
            # Every statement here is prepared and short; planning it anew each time costs more than it wins.
            "plan_cache_mode": "force_generic_plan",
            "jit": "off",
        },
    )


class Connections:
    """Connections that requests and jobs borrow, at most `size` at once; who comes later waits in line.

    The pool's own lending takes a lock, a timer and a task for each request, more than a statement costs.
    So a connection is taken from the pool once and lent from a list, the last one first; a connection that broke
    goes back to the pool, which throws it away.
    """

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", size: int) -> None:
        self._pool = pool
        self._free_to_open = size
        self._idle: list[Any] = []
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def lend(self) -> Any:
        """A connection of the caller's own until `give_back`. Raises what connecting raises."""
        while not self._idle:
            if self._free_to_open > 0:
                self._free_to_open -= 1
                try:
                    return await self._pool.acquire()
                except BaseException:
                    self._free_to_open += 1
                    self._call_next()
                    raise
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._call_next()  # the turn that came too late for this one is another's
                raise
        return self._idle.pop()

    async def give_back(self, conn: Any) -> None:
        """Give a connection back, with no transaction open."""
        if conn.is_closed():
            self._free_to_open += 1
            self._call_next()
            await self._pool.release(conn)
        else:
            self._idle.append(conn)
            self._call_next()

    async def close(self) -> None:
        """Give the idle connections back to the pool, so that it can be closed."""
        while self._idle:
            await self._pool.release(self._idle.pop())

    def _call_next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
