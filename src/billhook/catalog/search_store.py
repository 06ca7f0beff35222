"""Finding products by what people type: a part of a name."""

from billhook.catalog import store
from billhook.catalog.objects import Product
from billhook.db.searching import LOOKED_AT_MAX, matching, patterns
from billhook.db.tx import Reader

# As the index `products_by_words` has it (migrations/0038_search.sql).
_WORDS = "(' ' || p.name)"
_LISTED = "NOT p.inline AND p.deleted_at IS NULL"


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
