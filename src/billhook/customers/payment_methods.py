"""Whose a payment method is: attach, detach, and lists of a customer's own (platform.md §7.3)."""

from dataclasses import replace
from typing import Any

from billhook.customers import store, view
from billhook.customers.store import Customer
from billhook.db.tx import Reader, Tx
from billhook.events.previous import previous_attributes
from billhook.kernel import errors
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.accept import withdrawn
from billhook.payment_methods.actions.create import is_template, made_of_template
from billhook.payment_methods.objects import REUSABLE, PaymentMethod
from billhook.payment_methods.params import AttachPaymentMethod, ListPaymentMethods, ListPaymentMethodsOf
from billhook.payment_methods.rules.card import checked, refusal_to_attach
from billhook.payment_methods.view import payment_method
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing

Object = dict[str, Any]


async def attach(tx: Tx, params: AttachPaymentMethod, method_id: str) -> Object:
    """The payment method, now the customer's, and `payment_method.attached`.

    `pm_card_…` makes a new one. Attached again to the same customer it stays as it is. Raises NO_SUCH_PATH,
    NO_SUCH_PARAM, METHOD_SPENT, METHOD_OF_OTHER, and the error of the card where it would decline every payment.
    """
    if await store.lock(tx, params.customer) is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    if is_template(method_id):
        method = await made_of_template(tx, method_id, "payment_method")
    else:
        found = await methods.lock(tx, method_id)
        if found is None:
            raise errors.NO_SUCH_PATH(noun="PaymentMethod", id=method_id)
        method = found
    if method.customer == params.customer:
        return payment_method(tx, method)
    return await attached(tx, method, params.customer)


async def attached(tx: Tx, method: PaymentMethod, customer_id: str) -> Object:
    """A method that is nobody's, attached to a customer; both are locked. Raises what `attach` raises of the method."""
    if method.customer is not None:
        raise errors.METHOD_OF_OTHER()
    if method.spent:
        raise errors.METHOD_SPENT()
    if method.type not in REUSABLE:
        raise errors.METHOD_NOT_REUSABLE(type=method.type)
    if (refusal := refusal_to_attach(method)) is not None:
        raise refusal
    own = replace(checked(method), customer=customer_id)
    await methods.save(tx, own)
    shown = payment_method(tx, own)
    tx.emit("payment_method.attached", shown)
    return shown


async def detach(tx: Tx, params: Nothing, method_id: str) -> Object:
    """The payment method, now nobody's and spent, with `payment_method.detached`; its mandates end.

    Where it was the default of its customer's invoices, the customer has none afterwards. Raises NO_SUCH_PATH,
    METHOD_NOT_ATTACHED.
    """
    seen = await methods.find(tx, method_id)
    if seen is None:
        raise errors.NO_SUCH_PATH(noun="PaymentMethod", id=method_id)
    customer = await store.lock_even_deleted(tx, seen.customer) if seen.customer is not None else None
    method = await methods.lock(tx, method_id)
    if customer is None or method is None or method.customer != customer.id:
        raise errors.METHOD_NOT_ATTACHED()
    shown = await _detached(tx, method)
    if customer.default_payment_method == method.id:
        await _without_default(tx, customer)
    return shown


async def detach_all(tx: Tx, customer_id: str) -> None:
    """Detach everything that a locked customer has, who is being deleted."""
    for method in await methods.lock_of_customer(tx, customer_id):
        await _detached(tx, method)


async def _detached(tx: Tx, method: PaymentMethod) -> Object:
    own = payment_method(tx, method)
    loose = replace(method, customer=None, spent=True)
    await methods.save(tx, loose)
    shown = payment_method(tx, loose)
    tx.emit("payment_method.detached", shown, previous_attributes(own, shown))
    if method.is_bank_account:
        await withdrawn(tx, loose)
    return shown


async def _without_default(tx: Tx, customer: Customer) -> None:
    new = replace(customer, default_payment_method=None)
    await store.save(tx, new)
    shown = view.customer(tx, new)
    tx.emit("customer.updated", shown, previous_attributes(view.customer(tx, customer), shown))


async def check_attached(reader: Reader, method_id: str, customer_id: str, param: str) -> None:
    """A default must be the customer's own. Raises METHOD_NOT_OF_CUSTOMER about `param`."""
    method = await methods.find(reader, method_id)
    if method is None or method.customer != customer_id:
        raise errors.METHOD_NOT_OF_CUSTOMER(param=param, id=method_id)


async def list_of(reader: Reader, params: ListPaymentMethodsOf, customer_id: str) -> Object:
    """A customer's payment methods. Raises NO_SUCH_PATH."""
    customer = await store.find(reader, customer_id)
    if customer is None or customer.is_deleted:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    return await _page(reader, params, customer_id, f"/v1/customers/{customer_id}/payment_methods")


async def list_methods(reader: Reader, params: ListPaymentMethods) -> Object:
    """The same by the other address. Raises NO_SUCH_PARAM."""
    customer = await store.find(reader, params.customer)
    if customer is None or customer.is_deleted:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    return await _page(reader, params, params.customer, "/v1/payment_methods")


async def _page(reader: Reader, params: ListPaymentMethodsOf, customer_id: str, url: str) -> Object:
    found, has_more = await methods.page(
        reader, params, customer_id, type=params.type, allow_redisplay=params.allow_redisplay
    )
    return envelope(url, [payment_method(reader, m) for m in found], has_more)


async def retrieve_of(reader: Reader, params: Nothing, customer_id: str, method_id: str) -> Object:
    """A payment method that the customer has. Raises NO_SUCH_PATH."""
    method = await methods.find(reader, method_id)
    if method is None or method.customer != customer_id:
        if await store.find(reader, customer_id) is None:
            raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
        raise errors.NO_SUCH_PATH(param="payment_method", noun="PaymentMethod", id=method_id)
    return payment_method(reader, method)
