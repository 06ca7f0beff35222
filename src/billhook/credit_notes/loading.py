"""Credit notes for expansion."""

from collections.abc import Sequence
from typing import Any

from billhook.credit_notes import store, view
from billhook.db.tx import Reader


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Credit notes by their ids."""
    notes = await store.of_ids(reader, ids)
    lines = await store.lines_of(reader, [note.id for note in notes]) if notes else {}
    return {note.id: view.credit_note(reader, note, lines[note.id]) for note in notes}
