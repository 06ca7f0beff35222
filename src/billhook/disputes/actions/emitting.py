"""Tell what became of a dispute."""

from billhook.db.tx import Tx
from billhook.disputes import view
from billhook.disputes.objects import Dispute
from billhook.disputes.rules.lifecycle import Step
from billhook.events.previous import emit_updated


def emit_step(tx: Tx, before: Dispute, step: Step) -> None:
    """Emit the events of a step in their order."""
    for event in step.events:
        if event == "charge.dispute.updated":
            emit_updated(tx, event, view.dispute, before, step.dispute)
        else:
            tx.emit(event, tx.render(view.dispute, step.dispute))
