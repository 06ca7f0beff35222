"""Change a customer."""

from typing import Any

from billhook.customers import store, view
from billhook.customers.actions.discounts import with_given_discount
from billhook.customers.actions.fields import changed
from billhook.customers.balance import with_given_balance
from billhook.customers.params import DEFAULT_METHOD, UpdateCustomer
from billhook.customers.payment_methods import check_attached
from billhook.db.tx import Tx
from billhook.events.previous import previous_attributes
from billhook.kernel import errors


async def update(tx: Tx, params: UpdateCustomer, customer_id: str) -> dict[str, Any]:
    """The customer with what was given changed. An update that changes nothing of what it shows reports nothing.

    Raises NO_SUCH_PATH, METHOD_NOT_OF_CUSTOMER, PREFIX_TAKEN, SEQUENCE_BACKWARDS.
    """
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    settings = params.invoice_settings
    if settings is not None and settings.default_payment_method is not None:
        await check_attached(tx, settings.default_payment_method, customer_id, DEFAULT_METHOD)
    new = await with_given_balance(tx, changed(customer, params), params.balance, "adjustment")
    new = await with_given_discount(tx, new, params)
    shown = view.customer(tx, new)
    if new == customer:
        return shown
    if new.invoice_prefix != customer.invoice_prefix:
        await store.claim_prefix(tx, customer.id, new.invoice_prefix)
    await store.save(tx, new)
    before = view.customer(tx, customer)
    if shown != before:
        tx.emit("customer.updated", shown, previous_attributes(before, shown))
    return shown
