"""Collecting notes in memory, and writing them in batches beside the requests.

A note costs a request an append to a list. A task of the process masks and writes what has come, about once a second,
a hundred in one statement that no commit waits for. A process that is killed loses that second.

Memory is bounded. If the database is slower than the requests, notes are dropped and counted, and the server's log says
how many.
"""

import asyncio
from collections import deque

import asyncpg
import structlog

from billhook.db.pausing import pause
from billhook.db.pool import borrowed
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.kernel.clock import monotonic
from billhook.measuring import DROPPED
from billhook.request_log import store
from billhook.request_log.entries import entry
from billhook.request_log.objects import Request
from billhook.wire.noting import Note

log = structlog.get_logger(__name__)

EVERY_SECONDS = 1.0
BATCH_ROWS = 100
"""A statement writes this many rows: more would hold up the requests meanwhile."""

HELD_MAX, HELD_BYTES_MAX = 20_000, 32 * 1024 * 1024
"""This many notes wait at most, and this much of what they hold."""

# Between so many notes that are masked, requests get their turn.
_AT_ONCE = 4
_STOP_SECONDS = 3.0
_SAY_SECONDS = 60.0

Row = tuple[int, Request]
"""A request with the number of its tenant."""


class Collector:
    """Takes notes at any time; writes them between `run` and `stop`. `dropped` are those not told of yet."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool
        self._notes: deque[Note] = deque()
        self._held_bytes = 0
        self._rows: list[Row] = []
        self.dropped = 0
        self._said_at: float | None = None
        self._full = asyncio.Event()
        self._stopped = False

    def note(self, note: Note) -> None:
        """Take a note, or count it if too many wait."""
        if len(self._notes) >= HELD_MAX or self._held_bytes + note.weight > HELD_BYTES_MAX:
            self.dropped += 1
            DROPPED.inc()
            return
        self._notes.append(note)
        self._held_bytes += note.weight
        if len(self._notes) >= BATCH_ROWS:
            self._full.set()

    async def run(self) -> None:
        """Write until `stop`, and then what is left."""
        while not self._stopped:
            await self._pause()
            await self.write()
        await self.write()

    async def stop(self, working: "asyncio.Task[None]") -> None:
        """Write what is left, but not for long, and end the task of `run`."""
        self._stopped = True
        self._full.set()
        await asyncio.wait([working], timeout=_STOP_SECONDS)
        working.cancel()

    async def write(self) -> None:
        """Write what waits. What an outage keeps out of the database waits on."""
        while self._notes or self._rows:
            if not self._rows:
                await self._mask()
            try:
                async with borrowed(self._pool) as conn:
                    await store.add(conn, self._rows)
            except DatabaseUnavailable as error:
                log_outage(error)
                break
            except Exception:
                log.exception("requests are missing in the log of requests", rows=len(self._rows))
            self._rows = []
        self._say_what_was_dropped()

    async def _mask(self) -> None:
        """Make rows of the oldest notes."""
        while self._notes and len(self._rows) < BATCH_ROWS:
            note = self._notes.popleft()
            self._held_bytes -= note.weight
            try:
                self._rows.append((note.tenant, entry(note)))
            except Exception:
                log.exception("a request is missing in the log of requests", request=note.request)
            if len(self._rows) % _AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _pause(self) -> None:
        self._full.clear()
        await pause(self._full, EVERY_SECONDS)

    def _say_what_was_dropped(self) -> None:
        """At most once a minute: more come as long as the database is slow."""
        now = monotonic()
        if self.dropped and (self._said_at is None or now - self._said_at >= _SAY_SECONDS):
            log.warning("the log of requests was full and lacks some", dropped=self.dropped)
            self.dropped, self._said_at = 0, now
