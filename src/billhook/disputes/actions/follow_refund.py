"""A refund of all of a charge leaves nothing to be done about a warning; one that failed does (platform.md §7.8)."""

from billhook.db.tx import Tx
from billhook.disputes import store, view
from billhook.kernel.wire_object import WireObject
from billhook.payments.facts import ChargeRefundedWhole


async def follow_refund(tx: Tx, refunded: ChargeRefundedWhole) -> None:
    """A charge is refunded as a whole now, or no longer."""
    if refunded.charge.disputed:
        return
    for warning in await store.warnings_of(tx, refunded.charge.id):
        shown = tx.render(view.fraud_warning, warning)
        tx.emit("radar.early_fraud_warning.updated", shown, WireObject({"actionable": refunded.is_whole}))
