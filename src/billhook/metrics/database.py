"""What waits in the database: jobs in the queue, and the oldest row that is due of each kind.

A process asks every 15 seconds at most, however often somebody looks. Each statement reads a few rows by an index; the
queue is counted up to a bound. What belongs to test clocks waits for people and is not counted.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from billhook.db import queue_look
from billhook.db.due import Due, Waiting
from billhook.db.pool import borrowed
from billhook.db.queue_look import Backlog
from billhook.db.unavailable import DatabaseUnavailable
from billhook.kernel.clock import monotonic, wall_now

log = structlog.get_logger(__name__)

EVERY_SECONDS = 15.0
_PATIENCE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Work:
    """What waits at a moment. `oldest`: for how many seconds, by job and table; 0 if nothing is due."""

    backlogs: Sequence[Backlog]
    oldest: Sequence[tuple[str, str, int]]


class Database:
    """Looks into the database now and then, and remembers what it saw."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", due: Sequence[Due | Waiting]) -> None:
        self._pool = pool
        self._due = [each for each in due if isinstance(each, Due)]
        self._looking = asyncio.Lock()
        self._seen: Work | None = None
        self._seen_at: float | None = None

    async def work(self) -> Work | None:
        """What waits, at most 15 seconds old; None if the database did not answer."""
        async with self._looking:
            now = monotonic()
            if self._seen_at is None or now - self._seen_at >= EVERY_SECONDS:
                self._seen = await self._look()
                self._seen_at = now
            return self._seen

    async def _look(self) -> Work | None:
        try:
            async with asyncio.timeout(2 * _PATIENCE_SECONDS), borrowed(self._pool) as conn:
                return await self._read(conn)
        except (DatabaseUnavailable, TimeoutError):
            return None
        except asyncpg.PostgresError as error:
            log.warning("the look into the database for /metrics failed", error=str(error))
            return None

    async def _read(self, conn: Any) -> Work:
        async with conn.transaction(readonly=True):
            await conn.execute(f"SET LOCAL statement_timeout = '{_PATIENCE_SECONDS}s'")
            now = wall_now()
            oldest = [(due.job, due.table, await due.oldest(conn, now)) for due in self._due]
            return Work(await queue_look.backlogs(conn), oldest)


def families(work: Work | None) -> Iterable[Metric]:
    """What waits, as Prometheus reads it. Without an answer of the database only that is told."""
    up = GaugeMetricFamily("billhook_database_up", "1 if the database answered the last look for this page, else 0.")
    up.add_metric([], 0 if work is None else 1)
    yield up
    if work is None:
        return
    waiting = GaugeMetricFamily(
        "billhook_jobs_waiting", f"Jobs that may run and wait, counted up to {queue_look.COUNTED_MAX}.", labels=["job"]
    )
    late = GaugeMetricFamily(
        "billhook_jobs_late", f"Those of them that wait for longer than {queue_look.LATE_SECONDS} s.", labels=["job"]
    )
    for backlog in work.backlogs:
        waiting.add_metric([backlog.name], backlog.waiting)
        late.add_metric([backlog.name], backlog.late)
    oldest = GaugeMetricFamily(
        "billhook_oldest_due_seconds",
        "For how long the oldest row has been due that no worker took, test clocks aside; 0 if none is.",
        labels=["job", "table"],
    )
    for job, table, seconds in work.oldest:
        oldest.add_metric([job, table], seconds)
    yield from (waiting, late, oldest)
