"""Delete a customer. What it was invoiced for stays."""

from billhook.customers import store, view
from billhook.customers.actions.detach import detach_all
from billhook.customers.facts import CustomerDeleted
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.deleted import Deleted


async def delete(tx: Tx, customer_id: str) -> Deleted:
    """Delete a customer; their payment methods are detached.

    The event carries the customer as it was (invoicing.md §16). Raises NO_SUCH_PATH, CASH_LEFT.
    """
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    if any(customer.cash.values()):
        raise errors.CASH_LEFT(customer=customer.id)
    return await _delete_locked(tx, customer)


async def delete_with_cash(tx: Tx, customer_id: str) -> None:
    """Delete a customer of a test clock that is deleted, whatever money they have sent; it was none."""
    customer = await store.lock(tx, customer_id)
    if customer is not None:
        await _delete_locked(tx, customer)


async def _delete_locked(tx: Tx, customer: Customer) -> Deleted:
    await tx.announce(CustomerDeleted(customer.id))
    await detach_all(tx, customer.id)
    await store.save(tx, replace(customer, deleted_at=tx.now, default_payment_method=None, default_source=None))
    tx.emit("customer.deleted", tx.render(view.customer, customer))
    return Deleted(customer.id, "customer")
