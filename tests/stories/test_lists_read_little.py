"""What a filtered list reads, by EXPLAIN: a page and a little more, never the table, whatever the statistics say."""

import json
from collections.abc import Iterator
from typing import Any

import filters
import pytest
from capture import Statement, looks, on_database, statements
from filling import fill
from server import Server, running

INVOICES = 6_000
# A page shows ten, may be merged from lanes of eleven rows, and each row may bring lines and a customer along.
ROWS_READ_MAX = 1_000


@pytest.fixture
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with invoices of two years."""
    with running(tmp_path_factory.mktemp("old") / "data") as server:
        fill(server, INVOICES)
        yield server


async def _plan(connection: Any, statement: Statement) -> Any:
    """The plan of a statement, made without its values as the server's plans are, with what it read."""
    await connection.execute("SET plan_cache_mode = force_generic_plan; SET jit = off")
    await connection.execute(f"PREPARE look AS {statement.sql}")
    values = ", ".join("NULL" if value is None else f"'{value}'" for value in statement.values)
    plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE look{f'({values})' if values else ''}")
    return json.loads(plan)[0]["Plan"]


def _nodes(plan: Any) -> Iterator[Any]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def _read(plan: Any) -> int:
    """How many rows and index entries were looked at."""
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    scans = [node for node in _nodes(plan) if "Relation Name" in node or "Index Name" in node]
    return round(sum(sum(node.get(name, 0) for name in names) * node["Actual Loops"] for node in scans))


def _too_dear(server: Server, queries: list[str]) -> list[str]:
    """The lists that read more than a page costs."""

    def ask() -> None:
        for query in queries:
            server.request("GET", f"/v1/{query}")

    pages = {statement.sql: statement for statement in looks(server, ask) if "LIMIT 11" in statement.sql}
    assert len(pages) > 30
    found = []
    for statement in pages.values():
        plan = on_database(server, lambda connection, asked=statement: _plan(connection, asked))  # type: ignore[misc]
        if (rows := _read(plan)) > ROWS_READ_MAX:
            found.append(f"{rows} rows: {statement.sql} {statement.values}")
    return found


def test_no_filter_reads_the_table(old: Server) -> None:
    queries = [one.query for one in filters.lists(old)]
    assert _too_dear(old, queries) == []


def test_a_value_that_the_statistics_do_not_know_reads_no_table(old: Server) -> None:
    """When PostgreSQL last looked, all were paid, sent to one customer with one address."""
    queries = [one.query for one in filters.lists(old) if one.filters == 1]
    statements(
        old,
        "SET session_replication_role = replica; DELETE FROM invoices WHERE status <> 'paid'; "
        "DELETE FROM invoice_items WHERE invoice IS NULL; DELETE FROM invoice_payments WHERE status <> 'paid'; "
        "DELETE FROM balance_transactions WHERE type <> 'charge' OR currency <> 'usd'; "
        "DELETE FROM events WHERE type <> 'customer.created'; UPDATE customers SET email = 'one@example.com'; "
        "UPDATE invoices SET customer = 'cus_one'; UPDATE charges SET customer = 'cus_one'; "
        "UPDATE payment_intents SET customer = 'cus_one'; UPDATE invoice_items SET customer = 'cus_one'",
        "VACUUM ANALYZE",
    )
    assert _too_dear(old, queries) == []
