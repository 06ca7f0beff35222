"""Telling what changed: `invoice.updated` with the former values, at the end of every verb."""

from billhook.db.tx import Tx
from billhook.events.previous import previous_attributes
from billhook.invoices import view
from billhook.invoices.facts import InvoiceChanged
from billhook.invoices.objects import InvoiceDetails


async def emit_change(
    tx: Tx, before: InvoiceDetails, after: InvoiceDetails, *also: str, failed: bool = False
) -> InvoiceDetails:  # fmt: skip
    """Emit `invoice.updated`, then `also` in their order, and return the changed invoice.

    A change that shows nowhere is no change: then only `also` is emitted. What follows for a subscription comes last;
    `failed` tells it that an attempt has brought nothing.
    """
    shown = tx.render(view.invoice, after)
    previous = previous_attributes(tx.render(view.invoice, before), shown)
    if previous:
        tx.emit("invoice.updated", shown, previous)
    for event_type in also:
        tx.emit(event_type, shown)
    tx.newest[after.invoice.id] = after
    if after.invoice.subscription is not None:
        await tx.announce(InvoiceChanged(before.invoice, after.invoice, failed))
        return newest(tx, after.invoice.id) or after
    return after


def newest(tx: Tx, invoice_id: str) -> InvoiceDetails | None:
    """The invoice as this transaction last reported it: a reaction may have changed it for the verb that caused it."""
    details: InvoiceDetails | None = tx.newest.get(invoice_id)
    return details
