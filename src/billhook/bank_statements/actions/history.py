"""Write down what is done with a movement, and who does it."""

from collections.abc import Sequence

from billhook.bank_statements import store
from billhook.bank_statements.objects import BOOKED_STEP, BankMovement, Step
from billhook.cash_balances.actions.fund import Received
from billhook.db.tx import Tx
from billhook.kernel.ids import new_id


async def note(tx: Tx, movement: BankMovement, what: str, intents: Sequence[str] = ()) -> Step:
    """A step that moves no money by itself."""
    actor = tx.cause.actor
    step = Step(
        new_id("bms"), tx.wall_now, movement.id, what, str(actor), actor.label, amount=abs(movement.amount),
        customer=movement.customer, payment_intents=list(intents),
    )  # fmt: skip
    await store.insert_step(tx, step)
    return step


async def note_booking(tx: Tx, movement: BankMovement, received: Received, invoice: str | None) -> None:
    """A part of a movement that has become money of a customer."""
    actor, entry = tx.cause.actor, received.movement
    await store.insert_step(tx, Step(
        id=new_id("bms"), created=tx.wall_now, movement=movement.id, what=BOOKED_STEP, actor=str(actor),
        actor_label=actor.label, rule=movement.rule, confidence=movement.confidence, amount=entry.net_amount,
        customer=entry.customer, invoice=invoice, cash_movement=entry.id,
        payment_intents=list(received.payment_intents),
    ))  # fmt: skip
