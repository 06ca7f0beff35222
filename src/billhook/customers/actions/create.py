"""Create a customer."""

from typing import Any

from billhook.customers import store, view
from billhook.customers.actions.discounts import with_given_discount
from billhook.customers.actions.fields import changed
from billhook.customers.balance import with_given_balance
from billhook.customers.params import CreateCustomer
from billhook.customers.store import Customer
from billhook.db.tx import Tx
from billhook.kernel.ids import new_id, new_invoice_prefix
from billhook.tax.actions.create_tax_id import create_tax_id


async def create(tx: Tx, params: CreateCustomer) -> dict[str, Any]:
    """A new customer. Raises PREFIX_TAKEN and TAX_ID_INVALID."""
    blank = Customer(
        id=new_id("cus"), created=tx.now, deleted_at=None, name=None, business_name=None, individual_name=None,
        email=None, phone=None, description=None, address=None, shipping=None, metadata={}, preferred_locales=[],
        tax_exempt="none", currency=None, balance=0, delinquent=False, invoice_prefix=new_invoice_prefix(),
        next_invoice_sequence=1, invoice_custom_fields=None, invoice_footer=None, invoice_amount_tax_display=None,
    )  # fmt: skip
    customer = changed(blank, params)
    await store.insert(tx, customer)
    # A discount and a movement of the balance refer to their customer, which has to be there before them.
    with_balance = await with_given_balance(tx, customer, params.balance, "initial")
    whole = await with_given_discount(tx, with_balance, params)
    if whole != customer:
        await store.save(tx, whole)
        customer = whole
    shown = view.customer(tx, customer)
    tx.emit("customer.created", shown)
    for place, given in enumerate(params.tax_id_data):
        await create_tax_id(tx, given, customer.id, param=f"tax_id_data[{place}][value]")
    return shown
