"""Put a customer on a test clock, for good (platform.md §8)."""

from billhook.customers import statements_store, store, view
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def move_to_clock(tx: Tx, customer_id: str, clock: str, *, param: str) -> Customer:
    """The customer on the clock. Raises NO_SUCH_PARAM, CLOCK_OF_CUSTOMER."""
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PARAM(param=param, noun="customer", id=customer_id)
    if customer.test_clock is not None:
        raise errors.CLOCK_OF_CUSTOMER(param=param, id=customer_id, clock=customer.test_clock)
    moved = replace(customer, test_clock=clock)
    await store.save(tx, moved)
    # The moment of the next statement was one of the wall. The worker plans it by the clock.
    await statements_store.plan(tx, customer_id, None)
    emit_updated(tx, "customer.updated", view.customer, customer, moved)
    return moved
