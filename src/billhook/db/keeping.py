"""Keeping house: what is kept for a limited time is deleted when that is over, a little at a time.

Rooms declare with a `Kept` what they keep how long; this file alone writes the SQL that deletes it. The age of a row is
that of its id: ids carry the wall's moment, also where `created` is that of a test clock.

A step looks at few rows of one tenant, in a transaction of its own. It passes over rows that somebody has locked.
Tenants take turns, so one with a long past does not hold up the others. One process at a time keeps house; if it dies,
the next one begins anew and finds what is left.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog

from billhook.db.pausing import pause
from billhook.db.pool import borrowed
from billhook.db.tenants import NoSuchTenant, Tenant, Tenants
from billhook.db.tx import Transactions
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.kernel.clock import as_datetime
from billhook.kernel.ids import first_id
from billhook.measuring import HOUSEKEEPING, KEPT_AT

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3_600
# Idempotency keys may be forgotten after a day (platform.md §4).
KEY_SECONDS = 86_400
# What pgqueuer writes down of each job is of use only while somebody looks for a fault.
QUEUE_LOG_SECONDS = 3_600
# A processor that asks about a call asks within days; a person who looks for a fault may come later.
CALL_DAYS = 30

STEP_ROWS = 1_000
"""A step looks at this many rows at most."""

# Between two steps others get the disk.
_BREATH_SECONDS = 0.02
# Any constant would do; this one spells "keep".
_LOCK = 0x6B656570


@dataclass(frozen=True, slots=True)
class Follower:
    """Rows of `table` that go with the row that their `column` names.

    That row stays while one of them does not fulfil `may_go`, a condition on the alias `f`.
    """

    table: str
    column: str
    may_go: str = "TRUE"


@dataclass(frozen=True, slots=True)
class Shared:
    """A `column` that is null in rows that have it from a later row, which their column `of` names."""

    column: str
    of: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of `table`, with ids that begin with `prefix`, that are kept for `days` of the tenant; 0 is for ever.

    `may_go` is a condition on the alias `o`: rows that do not fulfil it are kept longer.
    """

    table: str
    prefix: str
    days: Callable[[Tenant], int]
    may_go: str = "TRUE"
    followers: tuple[Follower, ...] = ()
    shared: Shared | None = None

    @property
    def look(self) -> str:
        """The next ids of the tenant `$1` behind `$2` and before `$3`, at most `$4`."""
        return f"SELECT o.id FROM {self.table} o WHERE o.tenant = $1 AND o.id > $2 AND o.id < $3 ORDER BY o.id LIMIT $4"

    @property
    def take(self) -> str:
        """Those of the ids `$2` that may go, locked."""
        stays = "".join(
            f" AND NOT EXISTS (SELECT FROM {f.table} f WHERE f.tenant = o.tenant AND f.{f.column} = o.id "
            f"AND NOT ({f.may_go}))"
            for f in self.followers
        )
        return (
            f"SELECT o.id FROM {self.table} o WHERE o.tenant = $1 AND o.id = ANY($2) AND ({self.may_go}){stays} "
            "ORDER BY o.id FOR UPDATE OF o SKIP LOCKED"
        )

    @property
    def deletions(self) -> list[str]:
        """What deletes the ids `$2`. A row whose follower came back to life meanwhile stays with it."""
        nothing_left = "".join(
            f" AND NOT EXISTS (SELECT FROM {f.table} f WHERE f.tenant = o.tenant AND f.{f.column} = o.id)"
            for f in self.followers
        )
        delete = f"DELETE FROM {self.table} o WHERE o.tenant = $1 AND o.id = ANY($2){nothing_left}"
        return [
            *(
                f"DELETE FROM {f.table} f WHERE f.tenant = $1 AND f.{f.column} = ANY($2) AND ({f.may_go})"
                for f in self.followers
            ),
            *self._handing_over(delete),
            delete,
        ]

    def _handing_over(self, delete: str) -> list[str]:
        """Deletes the rows that have something from later ones, and gives what is theirs to those that stay."""
        if self.shared is None:
            return []
        column, of = self.shared.column, self.shared.of
        return [
            f"{delete} AND o.{of} IS NOT NULL",
            f"UPDATE {self.table} r SET {column} = o.{column}, {of} = NULL FROM {self.table} o "
            f"WHERE r.tenant = $1 AND r.id < ($2::text[])[cardinality($2::text[])] AND r.{of} = ANY($2) "
            f"AND o.tenant = $1 AND o.id = r.{of}",
        ]


CALLS = Kept("calls", "call", lambda _tenant: CALL_DAYS, "o.settled_at IS NOT NULL")
"""What was asked of a processor, and settled long ago."""

_KEYS = """
    DELETE FROM idempotency_keys k USING (
        SELECT old.tenant, old.key
        FROM tenants t
        CROSS JOIN LATERAL (
            SELECT i.tenant, i.key FROM idempotency_keys i
            WHERE i.tenant = t.id AND i.created < $1 ORDER BY i.created LIMIT $2
        ) old
    ) gone
    WHERE k.tenant = gone.tenant AND k.key = gone.key"""

_QUEUE_LOG = """
    DELETE FROM pgqueuer_log
    WHERE id IN (SELECT id FROM pgqueuer_log WHERE created < $1 ORDER BY created LIMIT $2)"""


class SomebodyElse(Exception):
    """Another process keeps house just now."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where the next step of a tenant begins: behind the id `behind`, and it ends before `before`."""

    kept: Kept
    tenant: int
    before: str
    behind: str = ""


class Keeper:
    """Keeps house once an hour until it is stopped."""

    def __init__(self, transactions: Transactions, directory: Tenants, kept: Sequence[Kept]) -> None:
        self._transactions = transactions
        self._directory = directory
        self._kept = tuple(kept)

    async def run(self, stopped: asyncio.Event) -> None:
        """Work until the event. What fails is logged and tried again at the next round."""
        while not stopped.is_set():
            try:
                with HOUSEKEEPING.time():
                    await self.keep(stopped)
                KEPT_AT.set(self._transactions.clock.now())
            except DatabaseUnavailable as error:
                log_outage(error)
            except asyncpg.PostgresError as error:
                log.warning("keeping house failed", error=str(error))
            except Exception:
                log.exception("keeping house failed")
            await pause(stopped, EVERY_SECONDS)

    async def keep(self, stopped: asyncio.Event) -> int:
        """One round: delete all that is too old; how many rows that were, their followers not counted.

        It ends early if another process is at it, or with the event.
        """
        now = self._transactions.clock.now()
        deleted = 0
        try:
            deleted += await self._delete(_KEYS, now - KEY_SECONDS, stopped)
            deleted += await self._delete(_QUEUE_LOG, as_datetime(now - QUEUE_LOG_SECONDS), stopped)
            turns = deque(await self._turns(now))
            while turns and not stopped.is_set():
                turn = turns.popleft()
                gone, last = await self._step(turn)
                deleted += gone
                if last is not None:
                    turns.append(_Turn(turn.kept, turn.tenant, turn.before, last))
                    await pause(stopped, _BREATH_SECONDS)
        except SomebodyElse:
            pass
        return deleted

    async def _turns(self, now: int) -> list[_Turn]:
        async with borrowed(self._transactions.pool) as conn:
            ids = [row["id"] for row in await conn.fetch("SELECT id FROM tenants WHERE ended_at IS NULL ORDER BY id")]
        tenants = []
        for id in ids:
            with suppress(NoSuchTenant):  # a sandbox that was just thrown away
                tenants.append(await self._directory.tenant(id))
        return [
            _Turn(kept, tenant.id, first_id(kept.prefix, now - days * 86_400))
            for kept in self._kept
            for tenant in tenants
            if (days := kept.days(tenant))
        ]

    async def _step(self, turn: _Turn) -> tuple[int, str | None]:
        """How many rows went, and the last id that was looked at; None if there are no more."""
        kept, tenant = turn.kept, turn.tenant
        gone = 0
        async with borrowed(self._transactions.pool) as conn:
            found = [row["id"] for row in await conn.fetch(kept.look, tenant, turn.behind, turn.before, STEP_ROWS)]
            try:
                async with conn.transaction():
                    await _alone(conn)
                    taken = [row["id"] for row in await conn.fetch(kept.take, tenant, found)] if found else []
                    for statement in kept.deletions if taken else ():
                        tag = await conn.execute(statement, tenant, taken)
                        gone += _rows(tag) if statement.startswith(f"DELETE FROM {kept.table} ") else 0
            except asyncpg.LockNotAvailableError:
                # Somebody changes a follower for longer than a moment: these rows stay until the next round.
                gone = 0
        return gone, found[-1] if len(found) == STEP_ROWS else None

    async def _delete(self, statement: str, before: Any, stopped: asyncio.Event) -> int:
        deleted = 0
        while not stopped.is_set():
            async with borrowed(self._transactions.pool) as conn, conn.transaction():
                await _alone(conn)
                gone = _rows(await conn.execute(statement, before, STEP_ROWS))
            deleted += gone
            if gone < STEP_ROWS:
                break
            await pause(stopped, _BREATH_SECONDS)
        return deleted


async def _alone(conn: Any) -> None:
    """Let no other process keep house during this transaction, and wait for no lock for long."""
    if not await conn.fetchval("SELECT pg_try_advisory_xact_lock($1)", _LOCK):
        raise SomebodyElse
    await conn.execute("SET LOCAL lock_timeout = '500ms'")


def _rows(tag: str) -> int:
    return int(tag.rpartition(" ")[2])
