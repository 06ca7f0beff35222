"""Finding customers: by what people type, a part of a name, of an e-mail or of a phone number; and by a query."""

from billhook.customers import store
from billhook.customers.objects import Customer
from billhook.db.searching import LOOKED_AT_MAX, matching, patterns
from billhook.db.tx import Reader
from billhook.wire.search.fields import ByIndex, Number, Searchable, Text, Words
from billhook.wire.search.finding import Hits, hits
from billhook.wire.search.params import Search

# As the index `customers_by_words` has it (migrations/0071_search_terms.sql).
_WORDS = (
    "(' ' || coalesce(c.name, '') || ' ' || coalesce(c.business_name, '') || ' ' || coalesce(c.email, '') "
    "|| ' ' || coalesce(c.phone, ''))"
)

SEARCHABLE = Searchable(
    resource="customers",
    table="customers",
    alias="c",
    listed="c.deleted_at IS NULL",
    off_clocks="c.test_clock IS NULL",
    made="cus",
    fields={
        "created": Number("c.created"),
        "email": Text("c.email", ByIndex(("lower(c.email) = lower({}::text)",)), _WORDS),
        "name": Words("c.name", parts=_WORDS),
        "phone": Words("c.phone", parts=_WORDS),
    },
)


async def found(reader: Reader, wanted: Search) -> Hits[Customer]:
    """A page of the customers that a query finds, newest first. Raises what `hits` raises."""
    return await hits(reader, SEARCHABLE, wanted, store.of_ids, lambda customer: customer.id)


async def search(reader: Reader, text: str, limit: int, *, on_clocks: bool = False) -> list[Customer]:
    """At most `limit` customers that match every word, the best first.

    That is whose e-mail it is, then whose name begins so, then who is new. Without a word, the newest. Deleted
    customers are not found; those on test clocks only if they are asked for too, with `on_clocks`.
    """
    words = patterns(text)
    wanted = "c.deleted_at IS NULL" + ("" if on_clocks else " AND c.test_clock IS NULL")
    if not words:
        return await _newest(reader, wanted, limit) if not text.strip() else []
    sql = f"""
        SELECT m.id FROM (
            SELECT c.id, c.name, c.email FROM customers c
            WHERE c.tenant = $1 AND {wanted} AND {matching(_WORDS, 4, len(words))} LIMIT {LOOKED_AT_MAX}) m
        ORDER BY lower(m.email) IS NOT DISTINCT FROM lower($2) DESC, starts_with(lower(m.name), lower($2)) IS TRUE DESC,
            m.id DESC LIMIT $3"""
    rows = await reader.fetch(sql, reader.tenant.id, text.strip(), limit, *words)
    return await _in_order(reader, [row["id"] for row in rows])


async def _newest(reader: Reader, wanted: str, limit: int) -> list[Customer]:
    sql = f"SELECT c.id FROM customers c WHERE c.tenant = $1 AND {wanted} ORDER BY c.id DESC LIMIT $2"
    rows = await reader.fetch(sql, reader.tenant.id, limit)
    return await _in_order(reader, [row["id"] for row in rows])


async def _in_order(reader: Reader, ids: list[str]) -> list[Customer]:
    found = {customer.id: customer for customer in await store.of_ids(reader, ids)} if ids else {}
    return [found[id] for id in ids if id in found]
