"""Attach a payment method to a customer (platform.md §7.3)."""

from billhook.customers import store
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.create import create_from_template, is_template
from billhook.payment_methods.objects import REUSABLE, PaymentMethod
from billhook.payment_methods.params import AttachPaymentMethod
from billhook.payment_methods.rules.card import checked, refusal_to_attach
from billhook.payment_methods.rules.sources import is_source
from billhook.payment_methods.view import payment_method, source


async def attach(tx: Tx, params: AttachPaymentMethod, method_id: str) -> PaymentMethod:
    """The payment method, now the customer's, and `payment_method.attached`.

    `pm_card_…` makes a new one. Attached again to the same customer it stays as it is. Raises NO_SUCH_PATH,
    NO_SUCH_PARAM, METHOD_SPENT, METHOD_OF_OTHER, and the error of the card where it would decline every payment.
    """
    if await store.lock(tx, params.customer) is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    if is_template(method_id):
        method = await create_from_template(tx, method_id, "payment_method")
    else:
        found = await methods.lock(tx, method_id)
        if found is None:
            raise errors.NO_SUCH_PATH(noun="PaymentMethod", id=method_id)
        method = found
    if method.customer == params.customer:
        return method
    return await attach_locked(tx, method, params.customer)


async def attach_locked(tx: Tx, method: PaymentMethod, customer_id: str) -> PaymentMethod:
    """Attach a locked method that nobody has to a locked customer; `customer.source.created` tells of a source.

    Raises what `attach` raises of the method."""
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
    if is_source(own.id):
        tx.emit("customer.source.created", tx.render(source, own))
    tx.emit("payment_method.attached", tx.render(payment_method, own))
    return own


async def check_attached(reader: Reader, method_id: str, customer_id: str, param: str) -> None:
    """A default must be the customer's own. Raises METHOD_NOT_OF_CUSTOMER about `param`."""
    method = await methods.find(reader, method_id)
    if method is None or method.customer != customer_id:
        raise errors.METHOD_NOT_OF_CUSTOMER(param=param, id=method_id)
