"""Calls of what no route reaches yet: transactions beside a running server, on its own database."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tests.conftest import Server

from billhook.accounts import store
from billhook.db.embedded.server import running_dsn
from billhook.db.pool import Connections, open_pool
from billhook.db.tx import Transactions, Tx
from billhook.kernel.clock import WallClock

T = TypeVar("T")


def inside(server: Server, *verbs: Callable[[Tx], Awaitable[T]], livemode: bool = False) -> list[T]:
    """What each verb returned, each in a transaction of its own, all at the same time."""

    async def run() -> list[T]:
        async with await open_pool(running_dsn(server.data_dir), size=len(verbs)) as pool:
            async with pool.acquire() as conn:
                account = await store.first_account(conn)
                assert account is not None
                tenant = await store.tenant_of(conn, account, livemode)
                assert tenant is not None
            connections = Connections(pool, len(verbs))
            transactions = Transactions(pool, WallClock(), connections)

            async def one(verb: Callable[[Tx], Awaitable[T]]) -> T:
                async with transactions.begin(tenant) as tx:
                    return await verb(tx)

            try:
                return list(await asyncio.gather(*map(one, verbs)))
            finally:
                await connections.close()

    return asyncio.run(run())
