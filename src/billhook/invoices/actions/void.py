"""Void an invoice: it keeps its number and its amounts, and is owed no longer (invoicing.md §3.11)."""

from billhook.customers.balance import move_balance
from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.actions.default_payment import lock_idle_payment, require_no_other, sync_payment
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.invoices.rules.ending import ended
from billhook.invoices.rules.refusing import refusal_of_void
from billhook.kernel.replacing import replace


async def void(tx: Tx, invoice_id: str) -> InvoiceDetails:
    """The void invoice. Raises NO_SUCH_PATH, NOT_OPEN, PAID_NOT_VOIDABLE, PAYMENT_IN_FLIGHT,
    PAYMENT_ATTACHED.
    """
    before = await store.lock(tx, invoice_id)
    if (refusal := refusal_of_void(before)) is not None:
        raise refusal
    return await void_locked(tx, before)


async def void_locked(tx: Tx, before: InvoiceDetails) -> InvoiceDetails:
    """The void invoice, of a locked one that may be voided. Raises PAYMENT_IN_FLIGHT, PAYMENT_ATTACHED."""
    invoice = ended(before.invoice, "void", voided_at=tx.now)
    intent = await lock_idle_payment(tx, before.invoice)
    await require_no_other(tx, before.invoice)
    await return_balance(tx, before.invoice)
    await store.save(tx, before.invoice, invoice)
    details = await emit_change(tx, before, replace(before, invoice=invoice), "invoice.voided")
    await sync_payment(tx, invoice, intent, "void_invoice")
    return details


async def return_balance(tx: Tx, invoice: Invoice) -> None:
    """Give back what finalizing took from the customer's balance, or take back what it carried there."""
    applied = (invoice.ending_balance or 0) - (invoice.starting_balance or 0)
    if applied:
        balance = await move_balance(tx, invoice.customer, invoice.currency)
        await balance.to(balance.amount - applied, "unapplied_from_invoice", invoice=invoice.id)
