"""What a search reads, by EXPLAIN: what matches and a little more, never the table, whatever the statistics say."""

from collections.abc import Iterator

import pytest
from capture import statements
from server import Server
from tests.stories.explained import Search, asked
from tests.stories.queries import CARDS, QUERIES, customers_found, intents_found, invoices_found
from tests.stories.two_years import of_two_years

from billhook.catalog import search_store as catalog
from billhook.customers import search_store as customers
from billhook.db.tx import Reader
from billhook.invoices import counting_store
from billhook.invoices import search_store as invoices
from billhook.kernel.errors import ApiError
from billhook.payments import search_store as payments
from billhook.wire.search import finding
from billhook.wire.search.params import Search as Wanted

INVOICES, MORE = 6_000, 30_000
# The best of 200 matches are chosen.
ROWS_READ_MAX = 1_500
# A page shows ten; a rare term is counted up to a thousand, and the newest 500 rows are glanced at.
QUERY_READS_MAX = 1_200

# One in three is a GmbH, one in five hundred is called Rare. Every second has the plan gold, four share an order.
_MORE = [
    f"""INSERT INTO customers (tenant, id, created, name, email, phone, metadata, invoice_prefix)
    SELECT t.id, 'cus_1' || lpad(g::text, 13, '0'), 1, CASE WHEN g % 500 = 0 THEN 'Rare' ELSE 'Common' END
        || ' number ' || g || CASE WHEN g % 3 = 0 THEN ' GmbH' ELSE '' END, 'mail' || g || '@example.com',
        '+49 30 ' || 1000000 + g,
        jsonb_build_object('plan', CASE WHEN g % 2 = 0 THEN 'gold' ELSE 'free' END, 'order', g / 4), 'M' || g
    FROM tenants t, generate_series(1, {MORE}) g WHERE NOT t.livemode""",
    f"""INSERT INTO products (tenant, id, sort_id, created, updated, name)
    SELECT t.id, 'prod_1' || lpad(g::text, 13, '0'), 'prod_1' || lpad(g::text, 13, '0'), 1, 1,
        CASE WHEN g % 500 = 0 THEN 'Rare' ELSE 'Common' END || ' thing ' || g
    FROM tenants t, generate_series(1, {MORE}) g WHERE NOT t.livemode""",
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with many customers, products and invoices."""
    with of_two_years(tmp_path_factory, INVOICES) as (server, _):
        statements(server, *_MORE, *CARDS, "VACUUM ANALYZE")
        yield server


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
    read, found = asked(large, SEARCHES[name])
    assert found > 0
    assert read <= ROWS_READ_MAX


@pytest.mark.parametrize("name", NOTHING)
def test_a_search_that_finds_nothing_reads_nothing(large: Server, name: str) -> None:
    assert asked(large, NOTHING[name]) == (0, 0)


def test_what_belongs_to_a_customer_reads_that_customer(large: Server) -> None:
    async def look(reader: Reader) -> object:
        ids = [row["id"] for row in await reader.conn.fetch(
            "SELECT customer AS id FROM payment_intents WHERE tenant = $1 AND status = 'succeeded' LIMIT 5",
            reader.tenant.id,
        )]  # fmt: skip
        await counting_store.of_customer(reader, ids[0])
        assert await invoices.search(reader, "", 10, ids)
        return await payments.of_customers(reader, ids, 10)

    read, found = asked(large, look)
    assert found > 0
    assert read <= ROWS_READ_MAX


# ── Queries ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", QUERIES)
def test_a_query_reads_what_it_finds(large: Server, name: str) -> None:
    search, number = QUERIES[name]
    read, found = asked(large, search)
    assert found == number
    assert read <= QUERY_READS_MAX


def test_what_no_index_serves_is_bounded_and_refused(large: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "LOOKED_AT_MAX", 1_000)
    with pytest.raises(ApiError, match="found nothing among the newest 1,000 objects"):
        asked(large, invoices_found("total>100000000"))


def test_a_page_that_is_cut_short_goes_on(large: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fiftieth invoice is uncollectible; the status is asked for in a way that no index serves."""

    async def all_of(reader: Reader) -> object:
        found, page = [], None
        while True:
            hits = await invoices.found(reader, Wanted.of(query='status~"uncoll"', limit=100, page=page))
            assert hits.objects
            found += [details.invoice.id for details in hits.objects]
            page = hits.next_page
            if page is None:
                return found

    whole = asked(large, _count_of("uncollectible"))
    monkeypatch.setattr(finding, "LOOKED_AT_MAX", 700)
    read, number = asked(large, all_of)
    assert number == whole[1]
    assert read <= QUERY_READS_MAX


def _count_of(status: str) -> Search:
    async def search(reader: Reader) -> object:
        rows = await reader.conn.fetch(
            "SELECT id FROM invoices WHERE tenant = $1 AND status = $2", reader.tenant.id, status
        )
        await reader.fetchval("SELECT 1 FROM tenants WHERE id = $1", reader.tenant.id)
        return list(rows)

    return search


# ── Last, since they mislead the statistics ─────────────────────────────────────────────────────
def test_a_word_that_the_statistics_believe_frequent_reads_no_table(large: Server) -> None:
    """When PostgreSQL last looked, every name was Frequent; now one is, and it is the last."""
    statements(
        large,
        "UPDATE customers SET name = 'Frequent ' || id", "VACUUM ANALYZE customers",
        "ALTER TABLE customers SET (autovacuum_enabled = false)",
        "UPDATE customers SET name = 'Other' WHERE id <> (SELECT max(id) FROM customers)", "VACUUM customers",
    )  # fmt: skip
    read, found = asked(large, lambda reader: customers.search(reader, "frequent", 20))
    assert found == 1
    assert read <= ROWS_READ_MAX


def test_values_that_the_statistics_do_not_know_read_no_table(large: Server) -> None:
    """When PostgreSQL last looked, all customers had one e-mail, and one of them metadata."""
    statements(
        large,
        "SET session_replication_role = replica; UPDATE customers SET email = 'one@example.com', name = 'One'; "
        "DELETE FROM search_terms WHERE id <> 'cus_10000000000004'",
        "VACUUM ANALYZE",
    )
    for search in (
        customers_found('email:"mail19@example.com"'), customers_found('email~"mail19@ex"'),
        customers_found('name:"other"'), customers_found('metadata["order"]:"77"'),
        intents_found('status:"requires_capture"'),
    ):  # fmt: skip
        read, found = asked(large, search)
        assert found == 0
        assert read <= QUERY_READS_MAX
