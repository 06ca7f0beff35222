"""A look at the job queue: what waits, what a dead worker holds, what failed, and whether jobs run at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Jobs:
    """How many jobs of a name, and for how many seconds the oldest."""

    name: str
    number: int
    seconds: int


COUNTED_MAX = 10_000
"""A backlog is counted up to this many jobs, whatever their names."""

LATE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many jobs of a name may run and wait, and how many of them for too long."""

    name: str
    waiting: int
    late: int


_BACKLOGS = f"""
    SELECT q.entrypoint, count(*), count(*) FILTER (WHERE q.execute_after < now() - interval '{LATE_SECONDS} s')
    FROM (SELECT w.entrypoint, w.execute_after FROM pgqueuer w
          WHERE w.status = 'queued' AND w.execute_after <= now() LIMIT {COUNTED_MAX}) q
    GROUP BY q.entrypoint ORDER BY q.entrypoint"""
_OF_NAME = """
    SELECT q.entrypoint, count(*), extract(epoch FROM clock_timestamp() - min({since}))::bigint
    FROM pgqueuer q WHERE {where} GROUP BY q.entrypoint ORDER BY q.entrypoint"""
_QUEUED = _OF_NAME.format(
    since="q.execute_after", where="q.status = 'queued' AND q.execute_after < now() - make_interval(secs => $1)"
)
_SILENT = _OF_NAME.format(
    since="q.heartbeat", where="q.status = 'picked' AND q.heartbeat < now() - make_interval(secs => $1)"
)
_HELD = _OF_NAME.format(since="q.updated", where="q.status NOT IN ('queued', 'picked')")
_UNKNOWN = _OF_NAME.format(since="q.created", where="NOT q.entrypoint = ANY($1)")
_FAILED = """
    SELECT l.entrypoint, count(*), extract(epoch FROM clock_timestamp() - min(l.created))::bigint FROM pgqueuer_log l
    WHERE l.status IN ('exception', 'failed') AND l.created > now() - make_interval(secs => $1)
    GROUP BY l.entrypoint ORDER BY l.entrypoint"""
_RAN = """
    SELECT DISTINCT l.entrypoint FROM pgqueuer_log l
    WHERE l.status = 'successful' AND l.created > now() - make_interval(secs => $1)"""


async def backlogs(conn: Any) -> list[Backlog]:
    """What waits in the queue by name."""
    return [Backlog(*row) for row in await conn.fetch(_BACKLOGS)]


async def queued(conn: Any, seconds: int) -> list[Jobs]:
    """Jobs that may run and have waited for longer than that."""
    return [Jobs(*row) for row in await conn.fetch(_QUEUED, seconds)]


async def silent(conn: Any, seconds: int) -> list[Jobs]:
    """Jobs that a worker took who has given no sign of life for longer than that."""
    return [Jobs(*row) for row in await conn.fetch(_SILENT, seconds)]


async def held(conn: Any) -> list[Jobs]:
    """Jobs that the queue keeps and that nobody will run."""
    return [Jobs(*row) for row in await conn.fetch(_HELD)]


async def unknown(conn: Any, names: Sequence[str]) -> list[Jobs]:
    """Jobs of other names than these, which no worker of this program takes."""
    return [Jobs(*row) for row in await conn.fetch(_UNKNOWN, list(names))]


async def failed(conn: Any, seconds: int) -> list[Jobs]:
    """Jobs that ended with a fault lately."""
    return [Jobs(*row) for row in await conn.fetch(_FAILED, seconds)]


async def ran(conn: Any, seconds: int) -> frozenset[str]:
    """The names of the jobs that ran lately."""
    return frozenset(row["entrypoint"] for row in await conn.fetch(_RAN, seconds))
