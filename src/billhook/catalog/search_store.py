"""Finding products by what people type, a part of a name; and products and prices by a query."""

from billhook.catalog import store
from billhook.catalog.objects import Price, Product
from billhook.db.searching import LOOKED_AT_MAX, matching, patterns
from billhook.db.tx import Reader
from billhook.wire.search.fields import ByIndex, IdText, Searchable, Text, Token, Words
from billhook.wire.search.finding import Hits, hits
from billhook.wire.search.params import Search

# As the index `products_by_words` has it (migrations/0038_search.sql).
_WORDS = "(' ' || p.name)"
_LISTED = "NOT p.inline AND p.deleted_at IS NULL"

PRODUCTS = Searchable(
    resource="products",
    table="products",
    alias="p",
    key="sort_id",
    listed=_LISTED,
    fields={
        "active": Token("p.active::text"),
        "description": Words("p.description"),
        "name": Words("p.name", parts=_WORDS),
        "shippable": Token("p.shippable::text"),
        "url": Text("p.url"),
    },
)
PRICES = Searchable(
    resource="prices",
    table="prices",
    alias="p",
    listed="NOT p.inline",
    fields={
        "active": Token("p.active::text"),
        "currency": Token("p.currency"),
        "lookup_key": Text("p.lookup_key"),
        "product": IdText("p.product", ByIndex(("p.product = {}::text",))),
        "type": Token("CASE WHEN p.recurring_interval IS NULL THEN 'one_time' ELSE 'recurring' END"),
    },
)


async def found_products(reader: Reader, wanted: Search) -> Hits[Product]:
    """A page of the products that a query finds, newest first. Raises what `hits` raises."""
    return await hits(reader, PRODUCTS, wanted, _of_places, lambda product: product.sort_id)


async def found_prices(reader: Reader, wanted: Search) -> Hits[Price]:
    """A page of the prices that a query finds, newest first. Raises what `hits` raises."""
    return await hits(reader, PRICES, wanted, store.prices_of_ids, lambda price: price.id)


async def _of_places(reader: Reader, places: list[str]) -> list[Product]:
    """Products by their places in the list."""
    rows = await reader.fetch(
        f"SELECT p.id FROM products p WHERE p.tenant = $1 AND {_LISTED} AND p.sort_id = ANY($2)",
        reader.tenant.id,
        places,
    )
    return await store.products_of_ids(reader, [row["id"] for row in rows])


async def search(reader: Reader, text: str, limit: int) -> list[Product]:
    """At most `limit` products that match every word: active ones first, then names that begin so, then new ones.

    Without a word, the newest. Products that were made for one item are not found.
    """
    words = patterns(text)
    if not words:
        return await _newest(reader, limit) if not text.strip() else []
    sql = f"""
        SELECT m.id FROM (
            SELECT p.id, p.name, p.active, p.sort_id FROM products p
            WHERE p.tenant = $1 AND {_LISTED} AND {matching(_WORDS, 4, len(words))} LIMIT {LOOKED_AT_MAX}) m
        ORDER BY m.active DESC, starts_with(lower(m.name), lower($2)) DESC, m.sort_id DESC LIMIT $3"""
    rows = await reader.fetch(sql, reader.tenant.id, text.strip(), limit, *words)
    return await _in_order(reader, [row["id"] for row in rows])


async def _newest(reader: Reader, limit: int) -> list[Product]:
    rows = await reader.fetch(
        f"SELECT p.id FROM products p WHERE p.tenant = $1 AND {_LISTED} ORDER BY p.sort_id DESC LIMIT $2",
        reader.tenant.id,
        limit,
    )
    return await _in_order(reader, [row["id"] for row in rows])


async def _in_order(reader: Reader, ids: list[str]) -> list[Product]:
    found = {product.id: product for product in await store.products_of_ids(reader, ids)} if ids else {}
    return [found[id] for id in ids if id in found]
