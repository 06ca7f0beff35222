"""Whether a customer is late with paying (invoicing.md §1.3)."""

from billhook.customers import store, view
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel.replacing import replace


async def set_delinquent(tx: Tx, customer_id: str, delinquent: bool) -> None:
    """Set or clear it, with `customer.updated` where that is a change; a deleted customer is never late."""
    customer = await store.lock(tx, customer_id)
    if customer is None or customer.delinquent == delinquent:
        return
    new = replace(customer, delinquent=delinquent)
    await store.save(tx, new)
    emit_updated(tx, "customer.updated", view.customer, customer, new)
