"""Switch the reminders of unpaid invoices off for a customer, or on again."""

from billhook.customers import reminders_store, store
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.kernel import errors


async def switch_reminders(tx: Tx, customer_id: str, *, on: bool) -> Customer:
    """The customer. No event tells of it, as the API does not know it. Raises NO_SUCH_PATH."""
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    await reminders_store.switch(tx, customer_id, on=on)
    return customer
