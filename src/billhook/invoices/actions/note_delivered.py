"""Note that every endpoint has heard of a new draft (invoicing.md §1.4, `webhooks_delivered_at`)."""

from collections.abc import Mapping
from typing import Any

from billhook.db.tx import Tx
from billhook.invoices import store


async def note_delivered(tx: Tx, about: Mapping[str, Any]) -> None:
    """React to `webhooks.delivered`: the last delivery of an event succeeded. Only `invoice.created` counts.

    No event tells of it: nobody waits for it but the invoice's own timer.
    """
    if about["type"] == "invoice.created":
        await store.note_webhooks_delivered(tx, about["object_id"])
