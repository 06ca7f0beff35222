"""What can be looked at: credit notes and their lines."""

from billhook.credit_notes import store
from billhook.credit_notes.objects import CreditNoteDetails, CreditNoteLine
from billhook.credit_notes.params import ListCreditNotes
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.wire.params import Page


async def details(reader: Reader, note_id: str) -> CreditNoteDetails:
    """A credit note with its lines. Raises NO_SUCH_PATH."""
    note = await store.find(reader, note_id)
    if note is None:
        raise errors.NO_SUCH_PATH(noun="credit note", id=note_id)
    return await store.details_of(reader, note)


async def page(reader: Reader, params: ListCreditNotes) -> tuple[list[CreditNoteDetails], bool]:
    """A page of credit notes, each with its lines, newest first."""
    notes, has_more = await store.page(reader, params)
    return await store.details_of_all(reader, notes), has_more


async def lines(reader: Reader, params: Page, note_id: str) -> tuple[list[CreditNoteLine], bool]:
    """A page of a credit note's lines. Raises NO_SUCH_PATH."""
    if await store.find(reader, note_id) is None:
        raise errors.NO_SUCH_PATH(noun="credit note", id=note_id)
    return await store.page_of_lines(reader, note_id, params)
