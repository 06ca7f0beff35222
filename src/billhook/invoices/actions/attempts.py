"""Write down an attempt that is under way or brought nothing, and what follows from the last (invoicing.md §4.5)."""

from billhook.customers.actions.delinquency import set_delinquent
from billhook.db.tx import Tx
from billhook.invoices import payments_store, store
from billhook.invoices.actions.mark_uncollectible import write_off
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.actions.void import void_locked
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.collecting import attempted, under_way
from billhook.invoices.rules.lifecycle import OPEN
from billhook.invoices.rules.refusing import refusal_of_void
from billhook.kernel.replacing import replace


async def record_under_way(tx: Tx, before: InvoiceDetails, *, automatic: bool) -> None:
    """An attempt at a locked invoice that a bank takes its time with, told by `invoice.updated`."""
    invoice = under_way(before.invoice, automatic=automatic)
    await store.save(tx, before.invoice, invoice)
    await emit_change(tx, before, replace(before, invoice=invoice))


async def record_attempt(
    tx: Tx, before: InvoiceDetails, *events: str, automatic: bool, counted: bool = False
) -> InvoiceDetails:
    """An attempt at a locked invoice that brought nothing, told by `invoice.updated` and `events`. `counted`: it was
    under way until now.

    After one of its own the customer is late until they pay; after the last of the schedule the invoice may be written
    off or voided. Returns the invoice with the moment of the next attempt, or the void one.
    """
    account = tx.tenant.settings
    invoice = attempted(
        before.invoice, now=tx.now, retry_days=account.retry_schedule, automatic=automatic, counted=counted
    )
    tried = replace(before, invoice=invoice)
    await store.save(tx, before.invoice, invoice)
    await emit_change(tx, before, tried, *events, failed=True)
    if invoice.next_payment_attempt is not None and invoice.next_payment_attempt > tx.now:
        tx.enqueue("invoices.collect", f"{tx.tenant.id}/{invoice.id}", at=invoice.next_payment_attempt)
    if not automatic:
        return tried
    was_last = invoice.next_payment_attempt is None and invoice.status == OPEN
    # What another payment may still bring is not lost.
    ends = was_last and await payments_store.open_beside(tx, invoice.id) is None
    if ends and account.retries_exhausted == "mark_uncollectible":
        await write_off(tx, tried, "max_payment_attempts")
        return tried
    await set_delinquent(tx, invoice.customer, True)
    if ends and account.retries_exhausted == "void" and refusal_of_void(tried) is None:
        return await void_locked(tx, tried)
    return tried
