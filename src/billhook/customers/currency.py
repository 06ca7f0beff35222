"""The customer's currency: locked by the first item or invoice, and reported once (invoicing.md §1.3)."""

from dataclasses import replace

from billhook.customers import store, view
from billhook.customers.store import Customer
from billhook.db.tx import Tx
from billhook.events.previous import previous_attributes


async def lock_currency(tx: Tx, customer: Customer, currency: str) -> None:
    """Give a customer that `store.find_to_bill` found its currency if it has none yet, with `customer.updated`."""
    if customer.currency is not None:
        return
    await store.set_currency(tx, customer.id, currency)
    shown = view.customer(tx, replace(customer, currency=currency))
    tx.emit("customer.updated", shown, previous_attributes(view.customer(tx, customer), shown))
