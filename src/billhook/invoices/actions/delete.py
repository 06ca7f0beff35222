"""Delete a draft. Its items go with it; they do not return to pending (design, open points)."""

from billhook.db.tx import Tx
from billhook.invoices import items_store, store, view
from billhook.invoices.actions.given import release_discounts
from billhook.invoices.rules.refusing import refusal_of_delete
from billhook.wire.deleted import Deleted


async def delete(tx: Tx, invoice_id: str) -> Deleted:
    """The stub. Raises NO_SUCH_PATH, DELETE_ONLY_DRAFTS."""
    details = await store.lock(tx, invoice_id)
    if (refusal := refusal_of_delete(details)) is not None:
        raise refusal
    await release_discounts(tx, details)
    await items_store.delete_of_invoice(tx, invoice_id)
    await store.delete(tx, invoice_id)
    tx.emit("invoice.deleted", tx.render(view.invoice, details))
    return Deleted(invoice_id, "invoice")
