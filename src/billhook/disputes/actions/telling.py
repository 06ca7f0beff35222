"""Tell what became of a dispute."""

from billhook.db.tx import Tx
from billhook.disputes import view
from billhook.disputes.objects import Dispute
from billhook.disputes.rules.lifecycle import Step
from billhook.events.previous import previous_attributes


def told(tx: Tx, before: Dispute, step: Step) -> None:
    """Emit the events of a step in their order."""
    shown = view.dispute(tx, step.dispute)
    for event in step.events:
        is_update = event == "charge.dispute.updated"
        tx.emit(event, shown, previous_attributes(view.dispute(tx, before), shown) if is_update else None)
