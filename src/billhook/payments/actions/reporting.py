"""Tell what came of a payment."""

from billhook.db.tx import Tx
from billhook.payments import view
from billhook.payments.rules.settling import Settled


def report(tx: Tx, done: Settled) -> None:
    """Emit the events of a payment: about its charge, then about the intent."""
    for event in done.events:
        if event.startswith("charge."):
            assert done.charge is not None
            tx.emit(event, view.charge(tx, done.charge))
        else:
            tx.emit(event, view.payment_intent(tx, done.intent))
