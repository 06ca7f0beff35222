"""Change the memo or the metadata of a credit note; nothing else of it ever changes."""

from dataclasses import replace
from typing import Any

from billhook.credit_notes import store, view
from billhook.credit_notes.params import UpdateCreditNote
from billhook.db.tx import Tx
from billhook.events.previous import previous_attributes
from billhook.kernel import errors
from billhook.wire.params import merged_metadata


async def update(tx: Tx, params: UpdateCreditNote, note_id: str) -> dict[str, Any]:
    """The changed credit note. A change to nothing reports nothing. Raises NO_SUCH_PATH."""
    note = await store.lock(tx, note_id)
    if note is None:
        raise errors.NO_SUCH_PATH(noun="credit note", id=note_id)
    lines = (await store.lines_of(tx, [note.id]))[note.id]
    new = note
    if params.given("memo"):
        new = replace(new, memo=params.memo)
    if params.given("metadata"):
        new = replace(new, metadata=merged_metadata(note.metadata, params.metadata))
    shown = view.credit_note(tx, new, lines)
    if new != note:
        await store.save(tx, new)
        tx.emit("credit_note.updated", shown, previous_attributes(view.credit_note(tx, note, lines), shown))
    return shown
