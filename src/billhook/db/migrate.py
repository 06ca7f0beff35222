"""Migrations: plain SQL, forward only, applied in the order of their numbers under an advisory lock.

Several processes may start at once; the first applies what is missing, the others wait and find it done.
The schema of the job queue is pgqueuer's own and is installed by pgqueuer's own code.
"""

import functools
import re
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import asyncpg
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries

import billhook
from billhook.db.extensions import create_extensions
from billhook.db.pool import borrowed
from billhook.db.reach import connected, place
from billhook.db.unusable import DatabaseNotReady, DatabaseUnusable

# Any constant would do; this one spells "bill".
_LOCK = 0x62696C6C


def migrations_dir() -> Path:
    """Where the SQL files are: inside the installed package, or at the root of a checkout."""
    packaged = Path(str(files("billhook.db"))) / "migrations"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / "migrations"


class SchemaMissing(DatabaseNotReady):
    """There is no schema of Billhook in the database yet; `billhook serve` makes it."""


class SchemaTooOld(DatabaseNotReady):
    """Migrations are missing; `migrate` applies them."""


class SchemaTooNew(DatabaseUnusable):
    """A newer Billhook has changed the schema, and this program does not know how to work with it."""


async def migrate(dsn: str) -> list[str]:
    """Apply what is missing and return its file names. Each file is one transaction.

    Raises SchemaTooNew before anything is changed, DatabaseUnusable where an extension cannot be made, and what
    `reach.connect` raises.
    """
    async with connected(dsn) as conn:
        await conn.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await conn.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz "
            "NOT NULL DEFAULT now())"
        )
        known = await _applied(conn)
        _refuse_unknown(known)
        missing = [path for path in _files() if path.name not in known]
        if missing:
            await create_extensions(conn, dsn)
        await _install_queue(conn)
        applied = []
        for path in missing:
            async with conn.transaction():
                await conn.execute(path.read_text("utf-8"))
                await conn.execute("INSERT INTO schema_migrations (name) VALUES ($1)", path.name)
            applied.append(path.name)
        return applied


async def insist_on_our_schema(dsn: str) -> None:
    """Return when the schema is that of this program. Changes nothing.

    Raises SchemaMissing, SchemaTooOld, SchemaTooNew, and what `reach.connect` raises.
    """
    async with connected(dsn) as conn:
        await _insist(conn, place(dsn))


async def has_our_schema(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    """The same question by a connection of the pool, for a process that already serves. Raises DatabaseUnavailable."""
    async with borrowed(pool) as conn:
        await _insist(conn, "the database")


async def _insist(conn: Any, where: str) -> None:
    if await conn.fetchval("SELECT to_regclass('schema_migrations')") is None:
        raise SchemaMissing(f"there is no data of Billhook at {where}; `billhook serve` makes it")
    known = await _applied(conn)
    _refuse_unknown(known)
    missing = [path.name for path in _files() if path.name not in known]
    if missing:
        raise SchemaTooOld(
            f"the database lacks {len(missing)} migrations, from {missing[0]} on; `billhook migrate` applies them"
        )


@functools.cache
def _files() -> list[Path]:
    return sorted(migrations_dir().glob("[0-9]*.sql"))


async def _applied(conn: Any) -> set[str]:
    return {row["name"] for row in await conn.fetch("SELECT name FROM schema_migrations")}


def _refuse_unknown(applied: set[str]) -> None:
    """Raise SchemaTooNew for a migration that this program does not have."""
    ours = {path.name for path in _files()}
    unknown = sorted(name for name in applied - ours if not _is_queue_of(name, version("pgqueuer")))
    if unknown:
        raise SchemaTooNew(
            f"a newer Billhook has changed the database (migration {unknown[-1]}); this program, version "
            f"{billhook.__version__}, does not know that schema: install the newer one again, or restore a backup"
        )


def _is_queue_of(name: str, installed: str) -> bool:
    """Whether a name stands for the queue's tables of the installed pgqueuer or of an older one."""
    program, _, number = name.partition(" ")
    return program == "pgqueuer" and _numbers(number) <= _numbers(installed)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall("[0-9]+", text)]


async def _install_queue(conn: asyncpg.Connection) -> None:
    """Install or upgrade pgqueuer's tables, then silence their trigger.

    A NOTIFY takes a lock that all committing transactions share: with it, eight clients fell from 14.4k
    to 3.8k commits a second. Workers poll, and are woken by an event inside the process.
    """
    name = f"pgqueuer {version('pgqueuer')}"
    if await conn.fetchval("SELECT true FROM schema_migrations WHERE name = $1", name):
        return
    queries = Queries(AsyncpgDriver(conn))
    async with conn.transaction():
        if await queries.has_table("pgqueuer"):
            await queries.upgrade()
        else:
            await queries.install()
        await conn.execute("DROP TRIGGER IF EXISTS tg_pgqueuer_changed ON pgqueuer")
        await conn.execute("INSERT INTO schema_migrations (name) VALUES ($1)", name)
