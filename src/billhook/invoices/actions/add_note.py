"""Write a note on an invoice, which only people of the account read."""

from billhook.db.tx import Tx
from billhook.invoices import notes_store, store
from billhook.invoices.notes_store import Note
from billhook.invoices.recording_params import AddNote
from billhook.kernel.ids import new_id


async def add_note(tx: Tx, params: AddNote, invoice_id: str) -> Note:
    """The note. Nothing else tells of it: no event, no object, no document. Raises NO_SUCH_PATH."""
    await store.lock(tx, invoice_id)
    actor = tx.cause.actor
    note = Note(new_id("note"), invoice_id, tx.now, actor.name, actor.label, params.text)
    await notes_store.insert(tx, note)
    return note
