"""The customer's currency: locked by the first item or invoice, and reported once (invoicing.md §1.3)."""

from billhook.customers import store, view
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel.replacing import replace


async def lock_currency(tx: Tx, customer: Customer, currency: str) -> None:
    """Give a customer that `store.find_to_bill` found its currency if it has none yet, with `customer.updated`."""
    if customer.currency is not None:
        return
    await store.set_currency(tx, customer.id, currency)
    emit_updated(tx, "customer.updated", view.customer, customer, replace(customer, currency=currency))
