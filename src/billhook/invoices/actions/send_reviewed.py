"""Finalize or send a draft that somebody has looked at: what they saw is what goes out, or nothing does."""

from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.actions.finalize import finalize_locked
from billhook.invoices.actions.send import send_with_copies
from billhook.invoices.draft_params import Reviewed
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.draft_version import version_of
from billhook.invoices.rules.lifecycle import INVOICE
from billhook.kernel import errors


async def finalize_reviewed(tx: Tx, params: Reviewed, invoice_id: str) -> InvoiceDetails:
    """The finalized invoice. Raises CHANGED_MEANWHILE and those of finalize."""
    return await finalize_locked(tx, await _as_seen(tx, params, invoice_id))


async def send_reviewed(tx: Tx, params: Reviewed, invoice_id: str) -> InvoiceDetails:
    """The finalized invoice, whose mail is asked for. Raises CHANGED_MEANWHILE and those of `send_with_copies`."""
    await _as_seen(tx, params, invoice_id)
    return await send_with_copies(tx, params, invoice_id)


async def preview_finalized(tx: Tx, invoice_id: str) -> InvoiceDetails:
    """The draft as it would be finalized now. It runs in a trial: nothing of it stays, and no number is used."""
    details = await store.lock(tx, invoice_id)
    INVOICE.require("finalize", details.invoice.status)
    return await finalize_locked(tx, details)


async def _as_seen(tx: Tx, params: Reviewed, invoice_id: str) -> InvoiceDetails:
    details = await store.lock(tx, invoice_id)
    INVOICE.require("finalize", details.invoice.status)
    if params.version != version_of(details.invoice, details.lines):
        raise errors.CHANGED_MEANWHILE(noun="invoice")
    return details
