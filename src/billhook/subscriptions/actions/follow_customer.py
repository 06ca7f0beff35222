"""What is deleted with a customer: their subscriptions end."""

from billhook.customers.facts import CustomerDeleted
from billhook.db.tx import Tx
from billhook.subscriptions import store
from billhook.subscriptions.actions.ending import end, leave_alone


async def follow_customer(tx: Tx, deleted: CustomerDeleted) -> None:
    """Nobody is billed any more. What they owe stays owed."""
    for subscription in await store.ids_living_of(tx, deleted.customer):
        details = await store.lock(tx, subscription)
        if details is not None:
            await leave_alone(tx, subscription)
            await end(tx, details)
