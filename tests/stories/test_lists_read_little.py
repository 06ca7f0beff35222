"""What a filtered list reads, by EXPLAIN: a page and a little more, never the table, whatever the statistics say."""

from collections.abc import Iterator

import filters
import pytest
from capture import looks, on_database, statements
from server import Server
from tests.stories.plans import plan_of, rows_read
from tests.stories.two_years import of_two_years

INVOICES = 6_000
# A page shows ten, may be merged from lanes of eleven rows, and each row may bring lines and a customer along.
ROWS_READ_MAX = 1_000


@pytest.fixture
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with invoices of two years."""
    with of_two_years(tmp_path_factory, INVOICES) as (server, _):
        yield server


def _too_dear(server: Server, queries: list[str]) -> list[str]:
    """The lists that read more than a page costs."""

    def ask() -> None:
        for query in queries:
            server.request("GET", f"/v1/{query}")

    pages = {statement.sql: statement for statement in looks(server, ask) if "LIMIT 11" in statement.sql}
    assert len(pages) > 30
    found = []
    for statement in pages.values():
        plan = on_database(server, lambda connection, asked=statement: plan_of(connection, asked))  # type: ignore[misc]
        if (rows := rows_read(plan)) > ROWS_READ_MAX:
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
