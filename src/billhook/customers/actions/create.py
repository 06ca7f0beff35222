"""Create a customer."""

from typing import Any

from billhook.customers import store, tax_ids, view
from billhook.customers.actions.fields import changed
from billhook.customers.params import CreateCustomer
from billhook.customers.store import Customer
from billhook.db.tx import Tx
from billhook.kernel.ids import new_id, new_invoice_prefix


async def create(tx: Tx, params: CreateCustomer) -> dict[str, Any]:
    """A new customer. Raises PREFIX_TAKEN."""
    blank = Customer(
        id=new_id("cus"), created=tx.now, deleted_at=None, name=None, business_name=None, individual_name=None,
        email=None, phone=None, description=None, address=None, shipping=None, metadata={}, preferred_locales=[],
        tax_exempt="none", currency=None, balance=0, delinquent=False, invoice_prefix=new_invoice_prefix(),
        next_invoice_sequence=1, invoice_custom_fields=None, invoice_footer=None, invoice_amount_tax_display=None,
    )  # fmt: skip
    customer = changed(blank, params)
    await store.insert(tx, customer)
    shown = view.customer(tx, customer)
    tx.emit("customer.created", shown)
    for data in params.tax_id_data:
        await tax_ids.create(tx, customer.id, data)
    return shown
