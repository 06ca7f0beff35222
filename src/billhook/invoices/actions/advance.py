"""Advance a draft whose moment has come: finalize it and, where it is to be sent, mail it (invoicing.md §4.2)."""

from billhook.db.tx import Tx
from billhook.invoices import store, view
from billhook.invoices.actions.finalize import finalize_locked
from billhook.invoices.actions.mailing import ask_for_mail
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.objects import FinalizationError, Invoice, InvoiceDetails
from billhook.invoices.rules.draft_window import held_until
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace


async def advance(tx: Tx, invoice_id: str) -> None:
    """Finalize one draft if it is due, and send it if the account wants that; or hold it (`rules/draft_window.py`).

    Raises what finalizing raises.
    """
    details = await _due(tx, invoice_id)
    if details is None:
        return
    held = held_until(details.invoice, now=tx.now)
    if held is None:
        await _finalize_and_send(tx, details)
    else:
        await _hold(tx, details.invoice, held)


async def record_finalization_failure(tx: Tx, invoice_id: str, error: ApiError) -> None:
    """A draft that is due and cannot be finalized says why, and waits for a person."""
    details = await _due(tx, invoice_id)
    if details is not None:
        await _record_failure(tx, details, error)


async def _due(tx: Tx, invoice_id: str) -> InvoiceDetails | None:
    details = await store.lock_if_any(tx, invoice_id)
    if details is None:
        return None  # deleted meanwhile
    moment = details.invoice.automatically_finalizes_at
    return details if details.invoice.is_draft and moment is not None and moment <= tx.now else None


async def _hold(tx: Tx, invoice: Invoice, until: int) -> None:
    """Not every endpoint has heard of the draft. No event tells of that; the delivery sets it free earlier."""
    attempt = until if invoice.next_payment_attempt is not None else None
    held = replace(invoice, automatically_finalizes_at=until, next_payment_attempt=attempt)
    await store.save(tx, invoice, held)


async def _finalize_and_send(tx: Tx, details: InvoiceDetails) -> None:
    details = await finalize_locked(tx, details)
    wanted = details.invoice.collection_method == "send_invoice" and tx.tenant.settings.mail_finalized
    if wanted and details.invoice.status == OPEN:
        await ask_for_mail(tx, details)
        tx.emit("invoice.sent", tx.render(view.invoice, details))


async def _record_failure(tx: Tx, details: InvoiceDetails, error: ApiError) -> None:
    invoice = replace(
        details.invoice, automatically_finalizes_at=None, last_finalization_error=FinalizationError.of(error)
    )
    await store.save(tx, details.invoice, invoice)
    await emit_change(tx, details, replace(details, invoice=invoice), "invoice.finalization_failed")
