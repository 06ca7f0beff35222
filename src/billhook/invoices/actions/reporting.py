"""Telling what changed: `invoice.updated` with the former values, at the end of every verb."""

from typing import Any

from billhook.db.tx import Tx
from billhook.events.previous import previous_attributes
from billhook.invoices import view
from billhook.invoices.objects import Sheet


def report_change(tx: Tx, before: Sheet, after: Sheet, *also: str) -> dict[str, Any]:
    """Emit `invoice.updated`, then `also` in their order, and return the wire object.

    A change that shows nowhere is no change: then only `also` is emitted.
    """
    shown = view.invoice(tx, after)
    previous = previous_attributes(view.invoice(tx, before), shown)
    if previous:
        tx.emit("invoice.updated", shown, previous)
    for event_type in also:
        tx.emit(event_type, shown)
    return shown
