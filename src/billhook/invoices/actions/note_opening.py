"""Note that the payer of an invoice has opened its page. No event tells of it."""

from billhook.db.tx import Tx
from billhook.invoices import openings_store


async def note_opening(tx: Tx, invoice_id: str) -> None:
    """Count it, at most once a minute. The invoice exists: its page was shown."""
    await openings_store.note(tx, invoice_id)
