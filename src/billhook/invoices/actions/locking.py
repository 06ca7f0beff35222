"""Locking an item together with the draft that it stands on, always the invoice first.

Two verbs that lock the same two rows in different orders would wait for each other.
"""

from billhook.db.tx import Tx
from billhook.invoices import items_store, queries, store
from billhook.invoices.objects import InvoiceDetails, Item


async def lock_item(tx: Tx, item_id: str) -> tuple[Item, InvoiceDetails | None]:
    """An item and its invoice, if it has one. Raises NO_SUCH_INVOICE_ITEM."""
    seen = await items_store.find(tx, item_id)
    while seen is not None:
        details = await store.lock(tx, seen.invoice) if seen.invoice is not None else None
        item = await items_store.lock(tx, item_id)
        if item is not None and item.invoice == seen.invoice:
            return item, details
        # It was attached, moved or deleted while we waited; look again.
        seen = item
    raise queries.no_such_item(tx, item_id)
