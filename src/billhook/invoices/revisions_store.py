"""The chain of invoices that replace each other: reading it."""

from billhook.db.tx import Reader
from billhook.invoices import store
from billhook.invoices.objects import Invoice

CHAIN_MAX = 100
"""So many steps of a chain are followed in each direction."""

# A revision names the invoice that it replaces, so the way up is by key and the way down by `invoices_by_original`.
_CHAIN = """
    WITH RECURSIVE up AS (
        SELECT i.id, i.from_invoice, 0 AS steps FROM invoices i WHERE i.tenant = $1 AND i.id = $2
        UNION ALL
        SELECT i.id, i.from_invoice, up.steps + 1 FROM up JOIN invoices i ON i.tenant = $1 AND i.id = up.from_invoice
        WHERE up.steps < $3
    ), down AS (
        (SELECT up.id, 0 AS steps FROM up ORDER BY up.steps DESC LIMIT 1)
        UNION ALL
        SELECT i.id, down.steps + 1 FROM down JOIN invoices i ON i.tenant = $1 AND i.from_invoice = down.id
        WHERE down.steps < $3
    )
    SELECT down.id FROM down ORDER BY down.steps, down.id LIMIT $3"""


async def chain_of(reader: Reader, invoice: Invoice) -> list[Invoice]:
    """The invoice with all that it replaced and that replaced it, the first one first; empty if there is no other."""
    rows = await reader.fetch(_CHAIN, reader.tenant.id, invoice.id, CHAIN_MAX)
    ids = [row["id"] for row in rows]
    if len(ids) < 2:
        return []
    found = {details.invoice.id: details.invoice for details in await store.of_ids(reader, ids)}
    return [found[id] for id in ids if id in found]
