"""Detach payment methods from their customer (platform.md §7.3)."""

from billhook.customers import store, view
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.accept import withdraw
from billhook.payment_methods.objects import PaymentMethod
from billhook.payment_methods.view import payment_method


async def detach(tx: Tx, method_id: str) -> PaymentMethod:
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
    loose = await _detach_locked(tx, method)
    if customer.default_payment_method == method.id:
        await _unset_default(tx, customer)
    return loose


async def detach_all(tx: Tx, customer_id: str) -> None:
    """Detach everything that a locked customer has, who is being deleted."""
    for method in await methods.lock_of_customer(tx, customer_id):
        await _detach_locked(tx, method)


async def _detach_locked(tx: Tx, method: PaymentMethod) -> PaymentMethod:
    loose = replace(method, customer=None, spent=True)
    await methods.save(tx, loose)
    emit_updated(tx, "payment_method.detached", payment_method, method, loose)
    if method.is_bank_account:
        await withdraw(tx, loose)
    return loose


async def _unset_default(tx: Tx, customer: Customer) -> None:
    new = replace(customer, default_payment_method=None)
    await store.save(tx, new)
    emit_updated(tx, "customer.updated", view.customer, customer, new)
