"""Void a credit note: what it took from the amount owed is owed again (invoicing.md §7)."""

from dataclasses import replace
from typing import Any

from billhook.credit_notes import store, view
from billhook.credit_notes.actions.create import locked
from billhook.credit_notes.objects import VOID
from billhook.credit_notes.rules.splitting import require_voidable
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.actions.default_payment import follow, idle
from billhook.invoices.actions.reporting import report_change
from billhook.wire.params import Nothing


async def void(tx: Tx, params: Nothing, note_id: str) -> dict[str, Any]:
    """The void credit note, which keeps its number.

    Raises NO_SUCH_PATH, PAYMENT_IN_FLIGHT and those of `require_voidable`.
    """
    note, before = await locked(tx, note_id)
    invoice = before.invoice
    require_voidable(note.status, invoice.status, note.post_payment_amount)
    owed = replace(
        invoice,
        amount_due=invoice.amount_due + note.pre_payment_amount,
        pre_payment_credit_notes_amount=invoice.pre_payment_credit_notes_amount - note.pre_payment_amount,
    )
    intent = await idle(tx, invoice)
    voided = replace(note, status=VOID, voided_at=tx.now)
    lines = (await store.lines_of(tx, [note.id]))[note.id]
    await invoices.save(tx, invoice, owed)
    await store.save(tx, voided)
    report_change(tx, before, replace(before, invoice=owed))
    await follow(tx, owed, intent)
    shown = view.credit_note(tx, voided, lines)
    tx.emit("credit_note.voided", shown)
    return shown
