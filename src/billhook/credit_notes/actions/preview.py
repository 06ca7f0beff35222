"""What a credit note would be. Both verbs are trials: they create it, and nothing of it stays."""

from billhook.credit_notes import store
from billhook.credit_notes.actions.create import issue
from billhook.credit_notes.objects import CreditNoteDetails, CreditNoteLine
from billhook.credit_notes.params import CreateCreditNote, PreviewLines
from billhook.db.tx import Tx


async def preview(trial: Tx, params: CreateCreditNote) -> CreditNoteDetails:
    """The credit note as it would be. Nobody asks a processor for its refund. Raises what `create` raises."""
    details, _ = await issue(trial, params)
    return details


async def preview_lines(trial: Tx, params: PreviewLines) -> tuple[list[CreditNoteLine], bool]:
    """A page of the lines that it would have. Raises what `create` raises."""
    details = await preview(trial, params)
    return await store.page_of_lines(trial, details.note.id, params)
