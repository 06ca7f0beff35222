"""Replace a revised invoice by its revision, when that is finalized (invoicing.md §9).

The original becomes void, gives back what it took from the customer's balance, and it and all that it replaced
point to the newest.
"""

from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.actions.default_payment import lock_idle_payment, sync_payment
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.actions.void import return_balance
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.invoices.rules.ending import ended
from billhook.invoices.rules.revising import require_revisable
from billhook.kernel.replacing import replace


async def withdraw_original(tx: Tx, revision: Invoice) -> InvoiceDetails:
    """Lock the original, and its payment, and give back its share of the balance; what is to be replaced.

    Raises NOT_REVISABLE, PAYMENT_IN_FLIGHT.
    """
    assert revision.from_invoice is not None
    original = await store.lock(tx, revision.from_invoice)
    require_revisable(original.invoice)
    await lock_idle_payment(tx, original.invoice)
    await return_balance(tx, original.invoice)
    return original


async def void_original(tx: Tx, original: InvoiceDetails, revision: str) -> None:
    """Void the original in favour of its finalized revision, and lead the whole chain to it."""
    invoice = original.invoice
    void = ended(invoice, "void", voided_at=tx.now, latest_revision=revision)
    await store.save(tx, invoice, void)
    await emit_change(tx, original, replace(original, invoice=void), "invoice.voided")
    await sync_payment(tx, void, await lock_idle_payment(tx, void), "void_invoice")
    for earlier in await store.repoint_revisions(tx, invoice.id, revision):
        before = replace(earlier, invoice=replace(earlier.invoice, latest_revision=invoice.id))
        await emit_change(tx, before, earlier)
