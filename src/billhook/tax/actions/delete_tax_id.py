"""Delete a tax id. What was printed with it stays as it is."""

from typing import Any

from billhook.db.tx import Tx
from billhook.tax import tax_ids_store, view
from billhook.tax.objects import TaxId


async def delete_tax_id(tx: Tx, tax_id: TaxId) -> dict[str, Any]:
    """The stub of a tax id that was locked. `customer.tax_id.deleted` carries it as it was."""
    await tax_ids_store.delete(tx, tax_id.id)
    if tax_id.customer is not None:
        tx.emit("customer.tax_id.deleted", view.tax_id(tx, tax_id))
    return view.deleted_tax_id(tax_id.id)
