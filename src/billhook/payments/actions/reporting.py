"""Tell what came of a payment, to everybody who listens and to the rooms above."""

from billhook.db.tx import Tx
from billhook.payments import view
from billhook.payments.facts import ChargeDisputed
from billhook.payments.rules.settling import Settled
from billhook.processors.interface import DisputeNotice


async def report(tx: Tx, done: Settled, notice: DisputeNotice | None = None) -> None:
    """Emit the events of a payment: about its charge, then about the intent.

    What somebody has against the payment is told between them, as Stripe does. Nothing tells of an intent that only
    carries a charge.
    """
    for event in done.events:
        if done.intent.is_direct and not event.startswith("charge."):
            continue
        if not event.startswith("charge."):
            tx.emit(event, tx.render(view.payment_intent, done.intent))
            continue
        assert done.charge is not None
        tx.emit(event, tx.render(view.charge, done.charge))
        if notice is not None:
            await tx.announce(ChargeDisputed(done.charge, notice))
