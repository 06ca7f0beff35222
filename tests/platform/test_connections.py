"""The connections of a process: no way of losing one costs its place, and waiting for a row delays nobody else."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from tests.conftest import Server

from billhook.accounts import store as accounts
from billhook.db.embedded.server import running_dsn
from billhook.db.pool import Connections, open_pool
from billhook.db.tx import Transactions, Tx
from billhook.db.unavailable import DatabaseUnavailable, is_unavailable
from billhook.kernel.clock import WallClock

SIZE = 6
BREAKS = 100
# All sessions but that of the pool that asks, by the name that only this test's pool has.
END_ONE = """
    SELECT pg_terminate_backend(pid) FROM (
        SELECT pid FROM pg_stat_activity
        WHERE application_name = 'billhook' AND pid <> pg_backend_pid() AND pid = ANY ($1::int[])
        ORDER BY random() LIMIT 2
    ) some_of_them"""

Use = Callable[[Transactions, asyncpg.Pool], Awaitable[None]]


def with_transactions(server: Server, size: int, spare: int, use: Use) -> None:
    """Run `use` with transactions on the server's database."""

    async def run() -> None:
        pool = await open_pool(running_dsn(server.data_dir), size=size + spare)
        connections = Connections(pool, size, spare=spare)
        try:
            await use(Transactions(pool, WallClock(), connections), pool)
        finally:
            await connections.close()
            pool.terminate()

    asyncio.run(run())


def test_every_way_of_losing_a_session_gives_its_permit_back(server: Server) -> None:
    """Sessions are ended a hundred times at random moments under load: before, in and after transactions."""
    pids: set[int] = set()
    ended = finished = 0
    outages: list[DatabaseUnavailable] = []

    async def work(transactions: Transactions, tenant: object, stop: asyncio.Event) -> None:
        nonlocal finished
        while not stop.is_set():
            try:
                if random.random() < 0.5:
                    async with transactions.begin(tenant) as tx:  # type: ignore[arg-type]
                        pids.add(await tx.fetchval("SELECT pg_backend_pid()"))
                        await tx.execute("SELECT pg_sleep(0.002)")
                else:
                    async with transactions.read(tenant) as reader:  # type: ignore[arg-type]
                        pids.add(await reader.fetchval("SELECT pg_backend_pid()"))
                finished += 1
            except DatabaseUnavailable as error:
                outages.append(error)
                await asyncio.sleep(0)

    async def use(transactions: Transactions, pool: asyncpg.Pool) -> None:
        nonlocal ended
        tenant = await accounts.tenant(pool, 1, server.url)
        stop = asyncio.Event()
        workers = [asyncio.create_task(work(transactions, tenant, stop)) for _ in range(2 * SIZE)]
        killer = await asyncpg.connect(running_dsn(server.data_dir))
        while ended < BREAKS:
            ended += sum(row[0] for row in await killer.fetch(END_ONE, list(pids)))
            await asyncio.sleep(random.random() * 0.01)
        stop.set()
        await asyncio.gather(*workers)
        await killer.close()
        # All permits are there: so many can be lent at once, and each works.
        lent = [await transactions.connections.lend() for _ in range(SIZE)]
        assert [await conn.fetchval("SELECT 1") for conn in lent] == [1] * SIZE
        for conn in lent:
            await transactions.connections.give_back(conn)

    with_transactions(server, SIZE, 0, use)
    assert finished > 0
    assert all(outage.is_broken for outage in outages)


def test_a_connection_that_died_while_it_was_idle_is_not_lent(server: Server) -> None:
    async def use(transactions: Transactions, pool: asyncpg.Pool) -> None:
        tenant = await accounts.tenant(pool, 1, server.url)
        async with transactions.read(tenant) as reader:
            first = await reader.fetchval("SELECT pg_backend_pid()")
        killer = await asyncpg.connect(running_dsn(server.data_dir))
        assert await killer.fetchval("SELECT pg_terminate_backend($1, 5000)", first)
        await killer.close()
        async with transactions.read(tenant) as reader:
            assert await reader.fetchval("SELECT pg_backend_pid()") != first

    with_transactions(server, 1, 0, use)


def test_those_who_wait_for_a_row_do_not_delay_others(server: Server) -> None:
    """With two connections, four wait for a lock; a fifth transaction passes them."""

    async def use(transactions: Transactions, pool: asyncpg.Pool) -> None:
        tenant = await accounts.tenant(pool, 1, server.url)
        holder = await asyncpg.connect(running_dsn(server.data_dir))
        await holder.execute("SELECT pg_advisory_lock(4711)")

        async def wait() -> None:
            async with transactions.begin(tenant) as tx:
                await tx.execute("SELECT pg_advisory_xact_lock(4711)")

        waiting = [asyncio.create_task(wait()) for _ in range(4)]
        async with transactions.begin(tenant) as tx:
            assert await tx.fetchval("SELECT 1") == 1
        assert not any(task.done() for task in waiting)
        await holder.execute("SELECT pg_advisory_unlock(4711)")
        await asyncio.gather(*waiting)
        await holder.close()

    with_transactions(server, 2, 4, use)


def test_many_who_wait_for_a_row_do_not_delay_others_for_long(server: Server) -> None:
    """With eight connections, thirty wait for a lock: who comes next passes them before the first of them gives up."""

    async def use(transactions: Transactions, pool: asyncpg.Pool) -> None:
        tenant = await accounts.tenant(pool, 1, server.url)
        holder = await asyncpg.connect(running_dsn(server.data_dir))
        await holder.execute("SELECT pg_advisory_lock(4712)")

        async def wait() -> None:
            async with transactions.begin(tenant) as tx:
                await tx.execute("SET LOCAL lock_timeout = '4s'")
                await tx.execute("SELECT pg_advisory_xact_lock(4712)")

        waiting = [asyncio.create_task(wait()) for _ in range(30)]
        await asyncio.sleep(0)  # now all of them stand in line
        async with transactions.begin(tenant) as tx:
            assert await tx.fetchval("SELECT 1") == 1
        assert not any(task.done() for task in waiting)
        await holder.execute("SELECT pg_advisory_unlock(4712)")
        await asyncio.gather(*waiting)
        await holder.close()

    with_transactions(server, 8, 24, use)


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    """Nobody listens on the socket: the first to ask is told, and so is everybody later."""

    async def run() -> None:
        pool = asyncpg.create_pool(f"postgresql://nobody@/none?host={tmp_path}", min_size=0, max_size=2)
        await pool
        connections = Connections(pool, 2)
        for _ in range(5):
            with pytest.raises(DatabaseUnavailable):
                await connections.lend()
        pool.terminate()

    asyncio.run(run())


def test_a_verb_that_is_canceled_gives_its_connection_back(server: Server) -> None:
    async def use(transactions: Transactions, pool: asyncpg.Pool) -> None:
        tenant = await accounts.tenant(pool, 1, server.url)

        async def sleep(tx: Tx) -> None:
            await tx.execute("SELECT pg_sleep(30)")

        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05), transactions.begin(tenant) as tx:
                    await sleep(tx)
        async with transactions.begin(tenant) as tx:
            assert await tx.fetchval("SELECT 1") == 1

    with_transactions(server, 1, 0, use)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (asyncpg.AdminShutdownError("shutting down"), True),
        (asyncpg.CannotConnectNowError("starting up"), True),
        (asyncpg.TooManyConnectionsError("too many"), True),
        (asyncpg.DiskFullError("no space"), True),
        (asyncpg.ReadOnlySQLTransactionError("a replica"), True),
        (asyncpg.UniqueViolationError("taken"), False),
        (asyncpg.LockNotAvailableError("locked"), False),
        (asyncpg.UndefinedColumnError("a mistake"), False),
        (asyncpg.InterfaceError("the server expects 1 argument"), False),
    ],
)  # fmt: skip
def test_what_tells_of_an_outage(error: Exception, expected: bool) -> None:
    assert is_unavailable(error) is expected
