"""What a search reads: its statements are asked for once more with EXPLAIN, planned for their values and in general."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from server import Server
from tests.stories.plans import rows_read

from billhook.account_settings.settings import AccountSettings
from billhook.db.embedded.server import running_dsn
from billhook.db.moment import Moment
from billhook.db.pool import open_pool
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader

Search = Callable[[Reader], Awaitable[object]]


class Written(Reader):
    """A reader that remembers what it asked."""

    def __init__(self, conn: Any, tenant: Tenant) -> None:
        super().__init__(conn, tenant, Moment(1_800_000_000))
        self.asked: list[tuple[str, Sequence[Any]]] = []

    async def fetch(self, sql: str, *args: Any) -> list[Any]:
        self.asked.append((sql, args))
        return await super().fetch(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        self.asked.append((sql, args))
        return await super().fetchval(sql, *args)


def asked(server: Server, search: Search) -> tuple[int, int]:
    """The most rows that one statement of a search reads, and how many objects it found."""
    return asyncio.run(_explained(server, search))


async def _explained(server: Server, search: Search) -> tuple[int, int]:
    async with await open_pool(running_dsn(server.data_dir), size=1) as pool, pool.acquire() as connection:
        tenant_id = await connection.fetchval("SELECT id FROM tenants WHERE NOT livemode")
        settings = AccountSettings(numbering="account")
        reader = Written(connection, Tenant(tenant_id, "acct_1", False, 0, "", settings, (), "http://localhost"))
        found = await search(reader)
        plans = [await _plan(connection, *each, mode) for each in reader.asked for mode in ("custom", "generic")]
    return max(rows_read(plan, ("Relation Name",)) for plan in plans), len(found) if isinstance(found, list) else 1


async def _plan(connection: Any, sql: str, values: Sequence[Any], mode: str) -> Any:
    types = [t.name for t in (await connection.prepare(sql)).get_parameters()]
    await connection.execute(f"PREPARE asked ({', '.join(types)}) AS {sql}")
    await connection.execute(f"SET plan_cache_mode = force_{mode}_plan; SET jit = off")
    execute = f"EXECUTE asked ({', '.join(map(_literal, values))})"
    plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {execute}")
    await connection.execute("DEALLOCATE asked; RESET plan_cache_mode")
    return json.loads(plan)[0]["Plan"]


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return f"ARRAY[{', '.join(map(_literal, value))}]::text[]"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
