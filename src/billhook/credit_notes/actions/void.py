"""Void a credit note: what it took from the amount owed is owed again (invoicing.md §7)."""

from billhook.credit_notes import store, view
from billhook.credit_notes.actions.locking import lock_note
from billhook.credit_notes.objects import CreditNoteDetails
from billhook.credit_notes.rules.lifecycle import CREDIT_NOTE
from billhook.credit_notes.rules.splitting import require_voidable
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.actions.default_payment import lock_idle_payment, sync_payment
from billhook.invoices.actions.reporting import emit_change
from billhook.kernel.replacing import replace


async def void(tx: Tx, note_id: str) -> CreditNoteDetails:
    """The void credit note, which keeps its number.

    Raises NO_SUCH_PATH, PAYMENT_IN_FLIGHT and those of `require_voidable`.
    """
    note, before = await lock_note(tx, note_id)
    invoice = before.invoice
    require_voidable(note.status, invoice.status, note.post_payment_amount)
    owed = replace(
        invoice,
        amount_due=invoice.amount_due + note.pre_payment_amount,
        pre_payment_credit_notes_amount=invoice.pre_payment_credit_notes_amount - note.pre_payment_amount,
    )
    intent = await lock_idle_payment(tx, invoice)
    off = replace(note, status=CREDIT_NOTE.after("void", note.status), voided_at=tx.now)
    voided = await store.details_of(tx, off)
    await invoices.save(tx, invoice, owed)
    await store.save(tx, voided.note)
    await emit_change(tx, before, replace(before, invoice=owed))
    await sync_payment(tx, owed, intent)
    tx.emit("credit_note.voided", tx.render(view.credit_note, voided))
    return voided
