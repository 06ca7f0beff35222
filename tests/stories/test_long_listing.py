"""The list of invoices of a company that has sent them for two years, as the Dashboard filters and sorts it.

What is found is compared with a filter of a few lines over all rows, and what is read with what a page may cost.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

import asyncpg
import pytest
from capture import statements
from server import Server
from tests.stories.two_years import of_two_years

from billhook.account_settings.settings import AccountSettings
from billhook.db.embedded.server import running_dsn
from billhook.db.moment import Moment
from billhook.db.pool import open_pool
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader
from billhook.invoices import listing_store
from billhook.invoices.listing_store import Key, Listing, Sort, Sums
from billhook.kernel.replacing import replace
from billhook.wire.lists import Span

INVOICES = 2_000
LOOKED_AT = 300
# What is looked at, a row more, and one that waits in each lane of an index.
ROWS_READ_MAX = LOOKED_AT + 1 + 5 * 2
_MAX = 2**63 - 1
T = TypeVar("T")

# The oldest are in Swiss francs; amounts are spread, and many are the same.
_VARIED = (
    "UPDATE invoices SET currency = 'chf' WHERE id IN (SELECT id FROM invoices ORDER BY id LIMIT 50)",
    "UPDATE invoices SET currency = 'eur' WHERE hashtext(id) % 3 = 0 AND currency = 'usd'",
    "UPDATE invoices SET total = (abs(hashtext(id)) % 40) * 100, total_excluding_tax = (abs(hashtext(id)) % 40) * 90",
    "VACUUM ANALYZE invoices",
)


class Written(Reader):
    """A reader that remembers what it asked."""

    def __init__(self, conn: Any, tenant: Tenant) -> None:
        super().__init__(conn, tenant, Moment(1_800_000_000))
        self.asked: list[tuple[str, Sequence[Any]]] = []

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        self.asked.append((sql, args))
        return await super().fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        self.asked.append((sql, args))
        return await super().fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        self.asked.append((sql, args))
        return await super().fetchval(sql, *args)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with invoices of two years, in three currencies."""
    with of_two_years(tmp_path_factory, INVOICES) as (server, _):
        statements(server, *_VARIED)
        yield server


def reading(server: Server, work: Callable[[Written], Awaitable[T]]) -> T:
    """What `work` returns, given a reader of the account's test mode."""

    async def run() -> T:
        async with await open_pool(running_dsn(server.data_dir), size=1) as pool, pool.acquire() as connection:
            tenant = await connection.fetchval("SELECT id FROM tenants WHERE NOT livemode")
            settings = AccountSettings(numbering="account")
            return await work(
                Written(connection, Tenant(tenant, "acct_1", False, 0, "", settings, (), "http://localhost"))
            )

    return asyncio.run(run())


def matches(row: Any, wanted: Listing) -> bool:
    """The filters, said once more."""
    ranges = (
        (row["total"], wanted.amount_from, None if wanted.amount_to is None else wanted.amount_to + 1),
        *(
            (row[name], span.since, span.until)
            for name, span in (
                ("created", wanted.created), ("due_date", wanted.due), ("finalized_at", wanted.finalized),
                ("paid_at", wanted.paid),
            )
        ),
    )  # fmt: skip
    return (
        wanted.status in ("", row["status"])
        and wanted.customer in ("", row["customer"])
        and wanted.method in ("", row["collection_method"])
        and wanted.currency in ("", row["currency"])
        and (row["number"] or "").startswith(wanted.number.upper())
        and all(
            (low is None and high is None)
            or (value is not None and (low is None or value >= low) and (high is None or value < high))
            for value, low, high in ranges
        )
    )


def key(row: Any, sort: Sort) -> Key:
    """What a row is sorted by."""
    if sort is Sort.AMOUNT:
        return (row["currency"], row["total"], row["id"])
    return (*((_MAX if row["due_date"] is None else row["due_date"],) if sort is Sort.DUE else ()), row["id"])


def drawn(draw: random.Random, rows: Sequence[Any]) -> Listing:
    """Up to four filters with values that the rows have, and an order."""
    wanted = Listing(sort=draw.choice(list(Sort)), descending=draw.random() < 0.5)
    names = ["status", "customer", "method", "currency", "number", "amount", "created", "due", "finalized", "paid"]
    for name in draw.sample(names, draw.randint(0, 4)):
        row, column = draw.choice(rows), {"method": "collection_method"}.get(name, name)
        if name in ("created", "due", "finalized", "paid"):
            at = row[{"created": "created", "due": "due_date"}.get(name, f"{name}_at")] or row["created"]
            ends = draw.choice([(at, None), (None, at), (at - 30 * 86_400, at + 30 * 86_400)])
            wanted = replace(wanted, **{name: Span(*ends)})
        elif name == "amount":
            wanted = replace(wanted, currency=row["currency"], amount_from=row["total"] - 200, amount_to=row["total"])
        elif name == "number":
            wanted = replace(wanted, number=(row["number"] or "F000").lower()[: draw.choice([4, 8, 14])])
        else:
            wanted = replace(wanted, **{name: row[column]})
    return wanted


async def walked(reader: Reader, wanted: Listing, *, backwards: bool) -> list[str]:
    """All ids of a list, page by page to its end."""
    found: list[str] = []
    at: Key | None = None
    while True:
        page = await listing_store.page(
            reader, wanted, size=90, at=at, backwards=backwards, looked_at=LOOKED_AT
        )  # fmt: skip
        ids = [row.invoice.id for row in page.rows]
        assert ids == [each[-1] for each in page.keys]
        found += ids[::-1] if backwards else ids
        if page.has_more:
            at = page.keys[0] if backwards else page.keys[-1]
        elif page.stopped_at is not None:
            at = page.stopped_at
        else:
            return found


def test_filters_and_orders_find_what_they_name_and_lose_and_repeat_no_row(old: Server) -> None:
    async def compare(reader: Written) -> None:
        rows = await reader.conn.fetch("SELECT * FROM invoices WHERE tenant = $1", reader.tenant.id)
        draw = random.Random("listing")
        sizes = set()
        for _ in range(45):
            wanted, backwards = drawn(draw, rows), draw.random() < 0.3
            right = sorted((row for row in rows if matches(row, wanted)), key=lambda row: key(row, wanted.sort))
            ids = [row["id"] for row in right]
            found = await walked(reader, wanted, backwards=backwards)
            assert found == (ids if wanted.descending == backwards else ids[::-1]), wanted
            whole = await listing_store.sums(reader, wanted)
            assert not whole.is_part
            assert {each.currency: (each.number, each.total) for each in whole.of} == _summed(right)
            sizes.add(min(len(ids), 100))
        assert {0, 100} < sizes

    reading(old, compare)


def _summed(rows: Sequence[Any]) -> dict[str, tuple[int, int]]:
    currencies = {row["currency"] for row in rows}
    totals = {currency: [row["total"] for row in rows if row["currency"] == currency] for currency in currencies}
    return {currency: (len(amounts), sum(amounts)) for currency, amounts in totals.items()}


def test_a_row_that_moved_is_no_reason_to_lose_or_repeat_another(old: Server) -> None:
    """Its amount changes between two pages: the place in the list is that of the row when it was seen."""

    async def compare(reader: Written) -> None:
        wanted = Listing(sort=Sort.AMOUNT, currency="eur")
        first = await listing_store.page(reader, wanted, size=25)
        before = await walked(reader, wanted, backwards=False)
        moved = first.keys[-1][-1]
        change = "UPDATE invoices SET total = total + $3 WHERE tenant = $1 AND id = $2"
        await reader.conn.execute(change, reader.tenant.id, moved, 100_000)
        second = await listing_store.page(reader, wanted, size=25, at=first.keys[-1])
        await reader.conn.execute(change, reader.tenant.id, moved, -100_000)
        assert [row.invoice.id for row in [*first.rows, *second.rows]] == before[:50]

    reading(old, compare)


def test_sums_say_when_they_are_a_part(old: Server) -> None:
    async def look(reader: Written) -> tuple[Sums, int]:
        number = await reader.conn.fetchval("SELECT count(*) FROM invoices WHERE tenant = $1", reader.tenant.id)
        part = await listing_store.sums(reader, Listing(), looked_at=number - 1)
        assert not (await listing_store.sums(reader, Listing(), looked_at=number)).is_part
        return part, number

    part, number = reading(old, look)
    assert part.is_part
    assert part.number == number


# ── What is read ────────────────────────────────────────────────────────────────────────────────
def _nodes(plan: Any) -> Iterator[Any]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def _read(plan: Any) -> int:
    """How many rows and index entries were looked at."""
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    scans = [node for node in _nodes(plan) if "Relation Name" in node]
    return round(sum(sum(node.get(name, 0) for name in names) * node["Actual Loops"] for node in scans))


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"ARRAY[{', '.join(map(_literal, value))}]::text[]"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


async def _plan(connection: Any, sql: str, values: Sequence[Any]) -> Any:
    types = [t.name for t in (await connection.prepare(sql)).get_parameters()]
    await connection.execute(f"PREPARE asked ({', '.join(types)}) AS {sql}")
    execute = f"EXECUTE asked ({', '.join(map(_literal, values))})"
    plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {execute}")
    await connection.execute("DEALLOCATE asked")
    return json.loads(plan)[0]["Plan"]


def test_no_filter_and_no_order_reads_the_table(old: Server) -> None:
    """Alone, in pairs and in threes, with values that few rows have and with such that many have."""

    async def look(reader: Written) -> tuple[int, int]:
        rows = await reader.conn.fetch("SELECT * FROM invoices WHERE tenant = $1", reader.tenant.id)
        draw = random.Random("reading")
        most = 0
        for _ in range(60):
            wanted = drawn(draw, rows)
            reader.asked.clear()
            await listing_store.page(reader, wanted, size=25, looked_at=LOOKED_AT)
            await listing_store.sums(reader, wanted, looked_at=LOOKED_AT)
            for sql, values in reader.asked:
                read = _read(await _plan(reader.conn, sql, values))
                assert read <= ROWS_READ_MAX, (wanted, sql, values)
                most = max(most, read)
        return most, len(rows)

    most, _ = reading(old, look)
    assert most > 0
