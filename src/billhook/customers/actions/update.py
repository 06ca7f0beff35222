"""Change a customer."""

from billhook.customers import store, view
from billhook.customers.actions.attach import check_attached
from billhook.customers.actions.discounts import with_given_discount
from billhook.customers.actions.fields import changed, check_template, tell_of_raise
from billhook.customers.actions.sources import check_source, replaced_source
from billhook.customers.balance import with_given_balance
from billhook.customers.objects import Customer
from billhook.customers.params import DEFAULT_METHOD, UpdateCustomer
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def update(tx: Tx, params: UpdateCustomer, customer_id: str, currency: str | None = None) -> Customer:
    """The customer with what was given changed. An update that changes nothing of what it shows reports nothing.

    One who has no currency yet gets the `currency` that is given. Raises NO_SUCH_PATH, INVALID_VALUE,
    METHOD_NOT_OF_CUSTOMER, PREFIX_TAKEN, SEQUENCE_BACKWARDS, TEMPLATE_ARCHIVED and what naming a source raises.
    """
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    settings = params.invoice_settings
    if settings is not None and settings.default_payment_method is not None:
        await check_attached(tx, settings.default_payment_method, customer_id, DEFAULT_METHOD)
    new = _in_currency(changed(customer, params), currency)
    new = await _with_given_source(tx, params, new)
    await check_template(tx, customer, new)
    new = await with_given_balance(tx, new, params.balance, "adjustment")
    new = await with_given_discount(tx, new, params)
    if new == customer:
        return new
    if new.invoice_prefix != customer.invoice_prefix:
        await store.claim_prefix(tx, customer.id, new.invoice_prefix)
    await store.save(tx, new)
    await tell_of_raise(tx, new, since=customer.next_invoice_sequence)
    if tx.render(view.customer, new) != tx.render(view.customer, customer):
        emit_updated(tx, "customer.updated", view.customer, customer, new)
    return new


async def _with_given_source(tx: Tx, params: UpdateCustomer, customer: Customer) -> Customer:
    """The customer whose default source is another one. Raises EXCLUSIVE_PARAMETERS and what `check_source` and
    `replaced_source` raise."""
    if params.source is not None and params.default_source is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="source", names="source, default_source")
    if params.source is not None:
        return await replaced_source(tx, customer, params.source)
    if params.default_source is None:
        return customer
    await check_source(tx, customer.id, params.default_source)
    return replace(customer, default_source=params.default_source)


def _in_currency(customer: Customer, currency: str | None) -> Customer:
    if currency is None or currency == customer.currency:
        return customer
    if customer.currency is not None:
        reason = f"cannot change: the customer has it already, {customer.currency}"
        raise errors.INVALID_VALUE(param="currency", name="currency", reason=reason)
    return replace(customer, currency=currency)
