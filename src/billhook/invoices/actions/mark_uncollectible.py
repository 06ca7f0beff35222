"""Write an invoice off; it can still be paid (invoicing.md §3.12)."""

from billhook.customers.actions.delinquency import set_delinquent
from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.actions.default_payment import lock_idle_payment, require_no_other
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.ending import ended
from billhook.invoices.rules.refusing import refusal_of_mark_uncollectible
from billhook.kernel.replacing import replace


async def mark_uncollectible(tx: Tx, invoice_id: str) -> InvoiceDetails:
    """The uncollectible invoice. Raises NO_SUCH_PATH, NOT_OPEN, ALREADY_UNCOLLECTIBLE, PAYMENT_IN_FLIGHT,
    PAYMENT_ATTACHED.
    """
    before = await store.lock(tx, invoice_id)
    if (refusal := refusal_of_mark_uncollectible(before)) is not None:
        raise refusal
    await lock_idle_payment(tx, before.invoice)
    await require_no_other(tx, before.invoice)
    return await write_off(tx, before, "user_forgiven")


async def write_off(tx: Tx, before: InvoiceDetails, reason: str) -> InvoiceDetails:
    """A locked invoice that nobody is paying, written off for a reason of Stripe's."""
    invoice = ended(before.invoice, "mark_uncollectible", marked_uncollectible_at=tx.now, uncollectible_reason=reason)
    await store.save(tx, before.invoice, invoice)
    details = await emit_change(tx, before, replace(before, invoice=invoice), "invoice.marked_uncollectible")
    if before.customer_delinquent:
        await set_delinquent(tx, invoice.customer, False)
    return details
