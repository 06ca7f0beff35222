"""Note that every endpoint has heard of a new draft (invoicing.md §1.4, `webhooks_delivered_at`)."""

from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.rules.draft_window import HELD_SECONDS
from billhook.webhooks.facts import EventDelivered


async def note_delivered(tx: Tx, delivered: EventDelivered) -> None:
    """The last delivery of an event ended. Only `invoice.created` counts: the hour of the draft begins then.

    No event tells of it: nobody waits for it but the invoice's own timer.
    """
    if delivered.type == "invoice.created":
        grace = tx.tenant.settings.finalization_hours * 3_600
        await store.note_webhooks_delivered(tx, delivered.object_id, grace=grace, held=HELD_SECONDS)
