"""Lock a credit note: after its invoice, as everybody does."""

from billhook.credit_notes import store
from billhook.credit_notes.objects import CreditNote
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.objects import InvoiceDetails
from billhook.kernel import errors


async def lock_note(tx: Tx, note_id: str) -> tuple[CreditNote, InvoiceDetails]:
    """A credit note and its invoice that nobody else changes until this transaction ends. Raises NO_SUCH_PATH."""
    seen = await store.find(tx, note_id)
    if seen is None:
        raise errors.NO_SUCH_PATH(noun="credit note", id=note_id)
    details = await invoices.lock(tx, seen.invoice)
    note = await store.lock(tx, note_id)
    assert note is not None
    return note, details
