"""`/v1/credit_notes`. A preview is the verb itself in a trial that is undone."""

from typing import Any

from billhook.credit_notes import store, view
from billhook.credit_notes.actions.create import create, preview
from billhook.credit_notes.actions.update import update
from billhook.credit_notes.actions.void import void
from billhook.credit_notes.params import CreateCreditNote, ListCreditNotes, PreviewLines, UpdateCreditNote
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing, Page


async def retrieve(reader: Reader, params: Nothing, note_id: str) -> dict[str, Any]:
    note = await store.find(reader, note_id)
    if note is None:
        raise errors.NO_SUCH_PATH(noun="credit note", id=note_id)
    return view.credit_note(reader, note, (await store.lines_of(reader, [note.id]))[note.id])


async def list_notes(reader: Reader, params: ListCreditNotes) -> dict[str, Any]:
    notes, has_more = await store.page(reader, params)
    lines = await store.lines_of(reader, [note.id for note in notes])
    return envelope("/v1/credit_notes", [view.credit_note(reader, n, lines[n.id]) for n in notes], has_more)


async def list_lines(reader: Reader, params: Page, note_id: str) -> dict[str, Any]:
    if await store.find(reader, note_id) is None:
        raise errors.NO_SUCH_PATH(noun="credit note", id=note_id)
    return await _page_of_lines(reader, params, note_id, f"/v1/credit_notes/{note_id}/lines")


async def preview_lines(trial: Tx, params: PreviewLines) -> dict[str, Any]:
    note = await preview(trial, params)
    return await _page_of_lines(trial, params, note["id"], "/v1/credit_notes/preview/lines")


async def _page_of_lines(reader: Reader, params: Page, note_id: str, url: str) -> dict[str, Any]:
    lines, has_more = await store.page_of_lines(reader, note_id, params)
    return envelope(url, [view.line(reader, line) for line in lines], has_more)


_NOTE = "/v1/credit_notes/{id}"

ROUTES = [
    routing.post("/v1/credit_notes", create, CreateCreditNote, "credit_note"),
    routing.get("/v1/credit_notes", list_notes, ListCreditNotes, "credit_note", listing=True),
    routing.trial_get("/v1/credit_notes/preview", preview, CreateCreditNote, "credit_note"),
    routing.trial_get(
        "/v1/credit_notes/preview/lines", preview_lines, PreviewLines, "credit_note_line_item", listing=True
    ),
    routing.get(_NOTE, retrieve, Nothing, "credit_note"),
    routing.post(_NOTE, update, UpdateCreditNote, "credit_note"),
    routing.post(f"{_NOTE}/void", void, Nothing, "credit_note"),
    routing.get(f"{_NOTE}/lines", list_lines, Page, "credit_note_line_item", listing=True),
]
