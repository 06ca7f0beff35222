"""Change the memo or the metadata of a credit note; nothing else of it ever changes."""

from billhook.credit_notes import store, view
from billhook.credit_notes.objects import CreditNoteDetails
from billhook.credit_notes.params import UpdateCreditNote
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def update(tx: Tx, params: UpdateCreditNote, note_id: str) -> CreditNoteDetails:
    """The changed credit note. A change to nothing reports nothing. Raises NO_SUCH_PATH."""
    note = await store.lock(tx, note_id)
    if note is None:
        raise errors.NO_SUCH_PATH(noun="credit note", id=note_id)
    before = await store.details_of(tx, note)
    new = note
    if params.given("memo"):
        new = replace(new, memo=params.memo)
    if params.given("metadata"):
        new = replace(new, metadata=merged_metadata(note.metadata, params.metadata))
    if new == note:
        return before
    after = replace(before, note=new)
    await store.save(tx, new)
    emit_updated(tx, "credit_note.updated", view.credit_note, before, after)
    return after
