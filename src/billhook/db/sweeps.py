"""The sweep: every few seconds it looks for rows that are due and wakes the jobs that see to them.

Jobs get lost: a process is killed, a database is restored, a moment lies too far ahead to keep a job for it.
The rows of the domain say what is due, so a lost job is only late. Each room names its due rows with a `Due`.
One process sweeps at a time, whichever comes first.
"""

import asyncio
from collections.abc import Sequence

import asyncpg
import structlog

from billhook.db import newest
from billhook.db.due import Due, Waiting
from billhook.db.pausing import pause
from billhook.db.pool import borrowed
from billhook.db.tx import Transactions
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.measuring import SWEEP, SWEPT_AT

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 2.0
SWEEP_MAX = 5_000
# Any constant would do; this one spells "swep".
_LOCK = 0x73776570

# A job of the same name and payload that still waits is enough; pgqueuer's index on dedupe_key sees to that.
_ENQUEUE = """
    INSERT INTO pgqueuer (priority, entrypoint, payload, status, dedupe_key)
    SELECT 0, j.name, convert_to(j.payload, 'UTF8'), 'queued', j.name || ':' || j.payload
    FROM unnest($1::text[], $2::text[]) AS j (name, payload)
    ON CONFLICT DO NOTHING"""

# Tables that grew so fast that the planner still takes them for empty. Autovacuum looks once a minute; in the first
# minute of a new database every statement would go on with a plan for empty tables, and read whole tables. Live rows
# count what was written since the statistics too, so a table that grew to four times its size has three quarters new.
_OUTGROWN = """
    SELECT quote_ident(relname) AS name FROM pg_stat_user_tables
    WHERE schemaname = current_schema() AND n_live_tup < $1 AND n_mod_since_analyze > 50 + n_live_tup * 3 / 4"""
_OUTGROWN_ROWS_MAX = 1_000_000


class Sweeper:
    """Sweeps until it is stopped."""

    def __init__(self, transactions: Transactions, due: Sequence[Due | Waiting]) -> None:
        self._transactions = transactions
        self._due = tuple(due)

    async def run(self, stopped: asyncio.Event) -> None:
        """Work until the event. What fails is logged and tried again at the next round."""
        while not stopped.is_set():
            full = False
            try:
                await self.stay_above_events()
                with SWEEP.time():
                    full = await self.sweep() >= SWEEP_MAX
                SWEPT_AT.set(self._transactions.clock.now())
                await self.refresh_statistics()
            except DatabaseUnavailable as error:
                log_outage(error)
            except asyncpg.PostgresError as error:
                log.warning("sweep failed", error=str(error))
            except Exception:
                log.exception("sweep failed")
            await pause(stopped, 0.2 if full else SWEEP_SECONDS)

    async def stay_above_events(self) -> None:
        """Make no id below those that other processes have committed."""
        async with borrowed(self._transactions.pool) as conn:
            await newest.stay_above_events(conn)

    async def sweep(self) -> int:
        """Wake a job for everything that is due; returns how many: 0 also while another process sweeps."""
        now = self._transactions.clock.now()
        async with borrowed(self._transactions.pool) as conn, conn.transaction():
            if not await conn.fetchval("SELECT pg_try_advisory_xact_lock($1)", _LOCK):
                return 0
            jobs = [job for due in self._due for job in await due.jobs(conn, now, SWEEP_MAX)]
            if jobs:
                await conn.execute(_ENQUEUE, [name for name, _ in jobs], [payload for _, payload in jobs])
        if jobs:
            self._transactions.wake()
        return len(jobs)

    async def refresh_statistics(self) -> None:
        """Analyse what outgrew its statistics: apart from the sweep, which must not wait for a table's lock."""
        async with borrowed(self._transactions.pool) as conn:
            for table in await conn.fetch(_OUTGROWN, _OUTGROWN_ROWS_MAX):
                await conn.execute(f"ANALYZE (SKIP_LOCKED) {table['name']}")
