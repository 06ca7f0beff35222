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
from billhook.payment_methods.rules.sources import is_source
from billhook.payment_methods.view import payment_method, source


async def detach(tx: Tx, method_id: str) -> PaymentMethod:
    """The payment method, now nobody's and spent, with `payment_method.detached`; its mandates end.

    If it was a default of its customer, `unset_default` says what is instead. Raises NO_SUCH_PATH,
    METHOD_NOT_ATTACHED.
    """
    seen = await methods.find(tx, method_id)
    if seen is None:
        raise errors.NO_SUCH_PATH(noun="PaymentMethod", id=method_id)
    customer = await store.lock_even_deleted(tx, seen.customer) if seen.customer is not None else None
    method = await methods.lock(tx, method_id)
    if customer is None or method is None or method.customer != customer.id:
        raise errors.METHOD_NOT_ATTACHED()
    loose = await detach_locked(tx, method)
    await unset_default(tx, customer, method.id)
    return loose


async def detach_all(tx: Tx, customer_id: str) -> None:
    """Detach everything that a locked customer has, who is being deleted."""
    for method in await methods.lock_of_customer(tx, customer_id):
        await detach_locked(tx, method)


async def detach_locked(tx: Tx, method: PaymentMethod) -> PaymentMethod:
    """Detach a locked method of a locked customer. A source is deleted with that: `customer.source.deleted` tells."""
    loose = replace(method, customer=None, spent=True)
    await methods.save(tx, loose)
    emit_updated(tx, "payment_method.detached", payment_method, method, loose)
    if is_source(method.id):
        tx.emit("customer.source.deleted", tx.render(source, method))
    if method.is_bank_account:
        await withdraw(tx, loose)
    return loose


async def unset_default(tx: Tx, customer: Customer, gone: str) -> None:
    """The defaults of a locked customer after one of their methods is gone, with `customer.updated` if they change.

    Their invoices have no default method then. Of their sources, the newest that is left is charged by default.
    """
    new = customer
    if customer.default_payment_method == gone:
        new = replace(new, default_payment_method=None)
    if customer.default_source == gone:
        left = [one.id for one in await methods.lock_of_customer(tx, customer.id) if is_source(one.id)]
        new = replace(new, default_source=max((one for one in left if one != gone), default=None))
    if new != customer:
        await store.save(tx, new)
        emit_updated(tx, "customer.updated", view.customer, customer, new)
