"""Note that every endpoint has heard of a new draft (invoicing.md §1.4, `webhooks_delivered_at`)."""

from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.webhooks.facts import EventDelivered


async def note_delivered(tx: Tx, delivered: EventDelivered) -> None:
    """The last delivery of an event succeeded. Only `invoice.created` counts.

    No event tells of it: nobody waits for it but the invoice's own timer.
    """
    if delivered.type == "invoice.created":
        await store.note_webhooks_delivered(tx, delivered.object_id)
