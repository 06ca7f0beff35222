"""Delete a tax id. What was printed with it stays as it is."""

from billhook.db.tx import Tx
from billhook.tax import tax_ids_store, view
from billhook.tax.objects import TaxId
from billhook.wire.deleted import Deleted


async def delete_tax_id(tx: Tx, tax_id: TaxId) -> Deleted:
    """Delete a tax id that was locked. `customer.tax_id.deleted` carries it as it was."""
    await tax_ids_store.delete(tx, tax_id.id)
    if tax_id.customer is not None:
        tx.emit("customer.tax_id.deleted", tx.render(view.tax_id, tax_id))
    return Deleted(tax_id.id, "tax_id")
