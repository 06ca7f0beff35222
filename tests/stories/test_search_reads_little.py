"""What a search reads, by EXPLAIN: what matches and a little more, never the table, whatever the statistics say."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import pytest
from capture import statements
from filling import fill
from server import Server, running
from tests.stories.plans import rows_read

from billhook.account_settings.settings import AccountSettings
from billhook.catalog import search_store as catalog
from billhook.customers import search_store as customers
from billhook.db.embedded.server import running_dsn
from billhook.db.moment import Moment
from billhook.db.pool import open_pool
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader
from billhook.invoices import counting_store
from billhook.invoices import search_store as invoices
from billhook.payments import search_store as payments

INVOICES, MORE = 3_000, 30_000
# The best of 200 matches are chosen.
ROWS_READ_MAX = 1_500

Search = Callable[[Reader], Awaitable[object]]

# One in three is a GmbH, one in five hundred is called Rare.
_MORE = [
    f"""INSERT INTO customers (tenant, id, created, name, email, invoice_prefix)
    SELECT t.id, 'cus_1' || lpad(g::text, 13, '0'), 1, CASE WHEN g % 500 = 0 THEN 'Rare' ELSE 'Common' END
        || ' number ' || g || CASE WHEN g % 3 = 0 THEN ' GmbH' ELSE '' END, 'mail' || g || '@example.com', 'M' || g
    FROM tenants t, generate_series(1, {MORE}) g WHERE NOT t.livemode""",
    f"""INSERT INTO products (tenant, id, sort_id, created, updated, name)
    SELECT t.id, 'prod_1' || lpad(g::text, 13, '0'), 'prod_1' || lpad(g::text, 13, '0'), 1, 1,
        CASE WHEN g % 500 = 0 THEN 'Rare' ELSE 'Common' END || ' thing ' || g
    FROM tenants t, generate_series(1, {MORE}) g WHERE NOT t.livemode""",
]


class Written(Reader):
    """A reader that remembers what it asked."""

    def __init__(self, conn: Any, tenant: Tenant) -> None:
        super().__init__(conn, tenant, Moment(1_800_000_000))
        self.asked: list[tuple[str, Sequence[Any]]] = []

    async def fetch(self, sql: str, *args: Any) -> list[Any]:
        self.asked.append((sql, args))
        return await super().fetch(sql, *args)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with many customers, products and invoices."""
    with running(tmp_path_factory.mktemp("large") / "data") as server:
        fill(server, INVOICES)
        statements(server, *_MORE, "VACUUM ANALYZE")
        yield server


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return f"ARRAY[{', '.join(map(_literal, value))}]::text[]"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


async def _explained(server: Server, search: Search) -> tuple[int, int]:
    """The most rows that one statement of a search reads, planned for its values and in general; how many it found."""
    async with await open_pool(running_dsn(server.data_dir), size=1) as pool, pool.acquire() as connection:
        tenant_id = await connection.fetchval("SELECT id FROM tenants WHERE NOT livemode")
        settings = AccountSettings(numbering="account")
        reader = Written(connection, Tenant(tenant_id, "acct_1", False, 0, "", settings, (), "http://localhost"))
        found = await search(reader)
        plans = [await _plan(connection, *asked, mode) for asked in reader.asked for mode in ("custom", "generic")]
    return max(rows_read(plan, ("Relation Name",)) for plan in plans), len(found) if isinstance(found, list) else 1


async def _plan(connection: Any, sql: str, values: Sequence[Any], mode: str) -> Any:
    types = [t.name for t in (await connection.prepare(sql)).get_parameters()]
    await connection.execute(f"PREPARE asked ({', '.join(types)}) AS {sql}")
    await connection.execute(f"SET plan_cache_mode = force_{mode}_plan; SET jit = off")
    execute = f"EXECUTE asked ({', '.join(map(_literal, values))})"
    plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {execute}")
    await connection.execute("DEALLOCATE asked; RESET plan_cache_mode")
    return json.loads(plan)[0]["Plan"]


def _asked(server: Server, search: Search) -> tuple[int, int]:
    return asyncio.run(_explained(server, search))


SEARCHES: dict[str, Search] = {
    "a word that many have": lambda reader: customers.search(reader, "gmbh", 20),
    "a word that few have": lambda reader: customers.search(reader, "rare", 20),
    "a short word": lambda reader: customers.search(reader, "Ra", 20),
    "two words": lambda reader: customers.search(reader, "rare gmbh", 20),
    "a part of an e-mail": lambda reader: customers.search(reader, "il29999@exam", 20),
    "no word": lambda reader: customers.search(reader, "", 20),
    "products": lambda reader: catalog.search(reader, "thing", 20),
    "a product that few have": lambda reader: catalog.search(reader, "rare", 20),
    "no product": lambda reader: catalog.search(reader, "", 20),
    "the beginning of a number": lambda reader: invoices.search(reader, "F0000", 20),
}
NOTHING: dict[str, Search] = {
    "a word that nobody has": lambda reader: customers.search(reader, "nosuchword", 20),
    "a product that is not there": lambda reader: catalog.search(reader, "nosuchword", 20),
    "a number that is not there": lambda reader: invoices.search(reader, "ZZZ", 20),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_reads_what_it_finds(large: Server, name: str) -> None:
    read, found = _asked(large, SEARCHES[name])
    assert found > 0
    assert read <= ROWS_READ_MAX


@pytest.mark.parametrize("name", NOTHING)
def test_a_search_that_finds_nothing_reads_nothing(large: Server, name: str) -> None:
    assert _asked(large, NOTHING[name]) == (0, 0)


def test_what_belongs_to_a_customer_reads_that_customer(large: Server) -> None:
    async def look(reader: Reader) -> object:
        ids = [row["id"] for row in await reader.conn.fetch(
            "SELECT customer AS id FROM payment_intents WHERE tenant = $1 AND status = 'succeeded' LIMIT 5",
            reader.tenant.id,
        )]  # fmt: skip
        await counting_store.of_customer(reader, ids[0])
        assert await invoices.search(reader, "", 10, ids)
        return await payments.of_customers(reader, ids, 10)

    read, found = _asked(large, look)
    assert found > 0
    assert read <= ROWS_READ_MAX


def test_a_word_that_the_statistics_believe_frequent_reads_no_table(large: Server) -> None:
    """When PostgreSQL last looked, every name was Frequent; now one is, and it is the last."""
    statements(
        large,
        "UPDATE customers SET name = 'Frequent ' || id", "VACUUM ANALYZE customers",
        "ALTER TABLE customers SET (autovacuum_enabled = false)",
        "UPDATE customers SET name = 'Other' WHERE id <> (SELECT max(id) FROM customers)", "VACUUM customers",
    )  # fmt: skip
    read, found = _asked(large, lambda reader: customers.search(reader, "frequent", 20))
    assert found == 1
    assert read <= ROWS_READ_MAX
