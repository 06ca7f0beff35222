"""The connections of one process: opened and mended by asyncpg's pool, lent by a list of our own."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import orjson

from billhook.db.unavailable import DRIVER_ERRORS, DatabaseUnavailable, is_unavailable
from billhook.kernel.clock import monotonic
from billhook.kernel.stored import dumped
from billhook.measuring import CONNECTIONS, IN_LINE, WAITS

_STATEMENT_SECONDS = 60
_CONNECT_SECONDS = 10
# Nobody stands in line for longer than a statement may wait for a lock.
_WAIT_SECONDS = 20
SLOW_SECONDS = 0.25
_LOOK_SECONDS = 0.05

# The binary form of JSONB is a version byte before the text. Binary, because only binary values can stand
# inside a composite, and an invoice is read together with its lines as an array of composites.
_JSONB_VERSION = b"\x01"


def _encode_jsonb(value: Any) -> bytes:
    return _JSONB_VERSION + dumped(value)


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
        min_size=0,  # else the pool mends its floor by itself, with a traceback for each attempt
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


def is_gone(conn: Any) -> bool:
    """Whether a lent connection is closed. asyncpg's pool detaches a broken one, which then refuses the question."""
    try:
        return bool(conn.is_closed())
    except asyncpg.InterfaceError:
        return True


def end(conn: Any) -> None:
    """Close a lent connection without waiting; PostgreSQL rolls back what was open."""
    with contextlib.suppress(asyncpg.InterfaceError):
        conn.terminate()


@contextlib.asynccontextmanager
async def borrowed(pool: "asyncpg.Pool[asyncpg.Record]") -> AsyncIterator[Any]:
    """`async with borrowed(pool) as conn:` for what needs no transaction of ours. Raises DatabaseUnavailable."""
    conn = None
    try:
        async with pool.acquire(timeout=_WAIT_SECONDS) as conn:
            yield conn
    except DRIVER_ERRORS as error:
        is_broken = conn is not None and is_gone(conn)
        if conn is None or is_broken or is_unavailable(error):
            raise DatabaseUnavailable(error, is_broken=is_broken) from error
        raise


async def answers(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    """Ask the database for nothing. Raises DatabaseUnavailable, and waits as long as the database is silent."""
    async with borrowed(pool) as conn:
        await conn.execute("SELECT 1")


class Connections:
    """Connections that requests and jobs borrow, at most `size` at once; later callers wait in line.

    The pool's own lending takes a lock, a timer and a task for each request, more than a statement costs.
    So a connection is taken from the pool once and lent from a list, the last one first; a connection that broke
    goes back to the pool, which throws it away.

    A connection that is out for longer than `SLOW_SECONDS` most likely waits for a row that somebody holds. As many
    more as there are such, up to `spare`, may be opened, so that those who wait for one row do not delay others.
    """

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", size: int, *, spare: int = 0) -> None:
        self._pool = pool
        self._size = size
        self._spare = spare
        self._open = 0
        self._idle: list[Any] = []
        self._lent: dict[int, float] = {}
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._watch: asyncio.TimerHandle | None = None

    async def lend(self) -> Any:
        """A connection of the caller's own until `give_back`. Raises DatabaseUnavailable."""
        until = None
        while (conn := self._idle_one()) is None:
            if self._room() > 0:
                try:
                    conn = await self._opened()
                    break
                except DatabaseUnavailable:
                    if not self._lent:
                        self._call_next()
                        raise
            until = until or monotonic() + _WAIT_SECONDS
            await self._wait_in_line(until)
        self._lent[id(conn)] = monotonic()
        return conn

    async def give_back(self, conn: Any) -> None:
        """Give a connection back, with no transaction open. One that is closed makes room for a new one."""
        self._lent.pop(id(conn), None)
        is_spare = self._open > self._size and not self._waiting
        if is_gone(conn) or is_spare:
            self._open -= 1
            self._call_next()
            await self._discard(conn)
        else:
            self._idle.append(conn)
            self._call_next()

    def sample(self) -> None:
        """Say how many are lent, and how many callers wait."""
        CONNECTIONS.set(len(self._lent))
        IN_LINE.set(sum(not turn.done() for turn in self._waiting))

    async def close(self) -> None:
        """Give the idle connections back to the pool, so that it can be closed."""
        if self._watch is not None:
            self._watch.cancel()
        while self._idle:
            self._open -= 1
            await self._pool.release(self._idle.pop())

    def _idle_one(self) -> Any:
        """A connection that nobody uses and that is still open, or None."""
        while self._idle:
            conn = self._idle.pop()
            if not is_gone(conn):
                return conn
            self._open -= 1
        return None

    def _room(self) -> int:
        """How many more may be opened."""
        if self._open < self._size:
            return self._size - self._open
        since = monotonic() - SLOW_SECONDS
        slow = sum(lent_at < since for lent_at in self._lent.values())
        return self._size + min(self._spare, slow) - self._open

    async def _opened(self) -> Any:
        self._open += 1
        try:
            return await self._pool.acquire(timeout=_CONNECT_SECONDS)
        except DRIVER_ERRORS as error:
            self._open -= 1
            raise DatabaseUnavailable(error) from error
        except BaseException:
            self._open -= 1
            self._call_next()
            raise

    async def _wait_in_line(self, until: float) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        WAITS.inc()
        self._keep_watch()
        try:
            async with asyncio.timeout(max(until - monotonic(), 0)):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._call_next()  # the turn that came too late for this one is another's
            if isinstance(error, TimeoutError):
                raise DatabaseUnavailable(error) from None
            raise

    def _call_next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _keep_watch(self) -> None:
        """While somebody waits, look now and then whether more may be opened."""
        if self._watch is None:
            self._watch = asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._look_again)

    def _look_again(self) -> None:
        self._watch = None
        if self._waiting:
            for _ in range(self._room()):
                self._call_next()
            self._keep_watch()

    async def _discard(self, conn: Any) -> None:
        end(conn)
        with contextlib.suppress(*DRIVER_ERRORS):
            await self._pool.release(conn)
