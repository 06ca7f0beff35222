"""What can be asked of credit notes."""

from functools import partial

from billhook.credit_notes import queries, view
from billhook.credit_notes.actions.create import VERB, create, settle
from billhook.credit_notes.actions.preview import preview, preview_lines
from billhook.credit_notes.actions.update import update
from billhook.credit_notes.actions.void import void
from billhook.credit_notes.params import CreateCreditNote, ListCreditNotes, PreviewLines, UpdateCreditNote
from billhook.db.verbs import Mode, Verb
from billhook.wire.params import Page

_READ, _WRITE = "credit_notes:read", "credit_notes:write"
_note = partial(Verb, returns="credit_note", shows=view.credit_note)
_line = partial(Verb, returns="credit_note_line_item", shows=view.line)

CREATE = _note(VERB, create, takes=CreateCreditNote, needs=_WRITE, settles=settle)
UPDATE = _note("credit_note.update", update, takes=UpdateCreditNote, needs=_WRITE)
VOID = _note("credit_note.void", void, needs=_WRITE)
RETRIEVE = _note("credit_note.retrieve", queries.details, needs=_READ, mode=Mode.READ)
LIST = _note("credit_note.list", queries.page, takes=ListCreditNotes, needs=_READ, mode=Mode.READ)
LIST_LINES = _line("credit_note.lines", queries.lines, takes=Page, needs=_READ, mode=Mode.READ)
PREVIEW = _note("credit_note.preview", preview, takes=CreateCreditNote, needs=_READ, mode=Mode.TRIAL)
PREVIEW_LINES = _line("credit_note.preview_lines", preview_lines, takes=PreviewLines, needs=_READ, mode=Mode.TRIAL)
