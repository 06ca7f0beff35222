"""A look into the database of a running server, as its operator has with psql."""

import asyncio
import contextlib
import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import asyncpg
from tests.conftest import Server
from tests.rooms.webhooks.receiver import eventually

from billhook.db.embedded.server import running_dsn

MAIL = "SELECT id, status, attempts, created, next_attempt_at, outcome, recipient FROM invoice_mails"


def query(server: Server, sql: str, *arguments: Any) -> list[Any]:
    """Run one statement on the server's embedded PostgreSQL; its rows."""
    if threading.current_thread() is threading.main_thread() and sql.split(None, 1)[0] in _LEAVES_NO_STATE:
        return _kept_runner().run(_on_a_kept_connection(server.data_dir, sql, arguments))

    async def run() -> list[Any]:
        connection = await asyncpg.connect(running_dsn(server.data_dir))
        try:
            return list(await connection.fetch(sql, *arguments))
        finally:
            await connection.close()

    return asyncio.run(run())


# A connection of its own costs ten times what most statements do, and thousands are asked.
_LEAVES_NO_STATE = {"SELECT", "INSERT", "UPDATE", "DELETE"}
_KEPT_MAX = 4
_kept: dict[Path, tuple[str, asyncpg.Connection]] = {}


@functools.cache
def _kept_runner() -> asyncio.Runner:
    return asyncio.Runner()


def _start_of(data_dir: Path) -> str:
    """What tells one start of PostgreSQL from another; empty when none runs."""
    pid_file = data_dir / "postgresql" / "postmaster.pid"
    return "".join(pid_file.read_text().splitlines()[:3]) if pid_file.exists() else ""


async def _on_a_kept_connection(data_dir: Path, sql: str, arguments: Sequence[Any]) -> list[Any]:
    connection = await _connection(data_dir, _start_of(data_dir))
    try:
        return list(await connection.fetch(sql, *arguments))
    except BaseException:
        _forget(data_dir)
        raise


async def _connection(data_dir: Path, started: str) -> asyncpg.Connection:
    """The connection to the PostgreSQL that runs now; one that started again, or ended ours, gets a new one."""
    for _ in range(3):  # what came meanwhile, such as the end of the connection, is heard
        await asyncio.sleep(0)
    before, connection = _kept.get(data_dir, ("", None))
    if connection is None or connection.is_closed() or before != started:
        _forget(data_dir)
        if len(_kept) == _KEPT_MAX:
            _forget(next(iter(_kept)))
        connection = await asyncpg.connect(running_dsn(data_dir), statement_cache_size=0)
        _kept[data_dir] = (started, connection)
    return connection


def _forget(data_dir: Path) -> None:
    _, connection = _kept.pop(data_dir, ("", None))
    if connection is not None:
        connection.terminate()


def mails_of(server: Server, invoice: str) -> list[Any]:
    """The mails that an invoice asked for, oldest first, as stored."""
    return query(server, f"{MAIL} WHERE invoice = $1 ORDER BY id", invoice)


def settled_mail(server: Server, invoice: str, status: str) -> Any:
    """The one mail of an invoice, once it has this status."""
    eventually(lambda: [m["status"] for m in mails_of(server, invoice)] == [status], f"the mail to be {status}")
    return mails_of(server, invoice)[0]


def due_now(server: Server, invoice: str) -> None:
    """Let the mails of an invoice that wait for a moment wait no longer."""
    query(
        server, "UPDATE invoice_mails SET next_attempt_at = 1 WHERE invoice = $1 AND next_attempt_at IS NOT NULL",
        invoice,
    )  # fmt: skip


@contextlib.contextmanager
def changing(server: Server, sql: str, *arguments: Any) -> Iterator[Callable[[], None]]:
    """A change by somebody else that is not committed yet.

    What is given commits it, once another transaction waits for it.
    """
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(running_dsn(server.data_dir)))
        transaction = connection.transaction()
        runner.run(transaction.start())
        runner.run(connection.execute(sql, *arguments))
        # Unlike pg_stat_activity, pg_locks shows connections that opened after this transaction first looked.
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"

        def commit() -> None:
            eventually(lambda: runner.run(connection.fetchval(waiting)) > 0, "somebody to wait")
            runner.run(transaction.commit())

        try:
            yield commit
        finally:
            runner.run(connection.close())
