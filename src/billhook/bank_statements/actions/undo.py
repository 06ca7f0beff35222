"""A person takes back what became of a movement: the money leaves the invoices that it paid, and customers' cash."""

from collections.abc import Sequence

from billhook.bank_statements import store
from billhook.bank_statements.actions.finding import locked
from billhook.bank_statements.actions.history import note
from billhook.bank_statements.objects import PAID_OUT_STEP, RESTORED, UNDONE, BankMovement, Step
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT, DISMISSED, NOTED
from billhook.cash_balances.actions.reverse import reverse
from billhook.db.tx import Tx
from billhook.invoices.actions.take_back import lock_paid, paid_since, pay_again, take_back
from billhook.kernel.replacing import replace

_UNDONE = "The assignment was undone."


async def undo(tx: Tx, movement_id: str) -> BankMovement:
    """The movement, which waits for a person again. Its history keeps what was undone.

    Raises NO_SUCH_PATH, BANK_MOVEMENT_STATE, and MONEY_SPENT if the money is elsewhere by now.
    """
    movement = await locked(tx, movement_id)
    if is_payout(movement):
        return await _no_payout(tx, movement)
    BANK_MOVEMENT.require("undo", movement.status)
    if movement.status == DISMISSED:
        return await _restored(tx, movement)
    return await unbooked(tx, movement, _UNDONE)


def is_payout(movement: BankMovement) -> bool:
    """Whether a movement was taken for a payout of the processor."""
    return movement.status == NOTED and movement.payout is not None


async def _no_payout(tx: Tx, movement: BankMovement) -> BankMovement:
    """A movement that is no payout after all: it waits for a person again."""
    after = replace(
        movement, status=BANK_MOVEMENT.after("undo_payout", movement.status), payout=None, rule=None, confidence=None,
        reason=_UNDONE,
    )  # fmt: skip
    await store.save(tx, after)
    step = await note(tx, after, UNDONE)
    for one in await store.standing(tx, movement.id, PAID_OUT_STEP):
        await store.save_step(tx, replace(one, undone_by=step.id))
    return after


async def unbooked(tx: Tx, movement: BankMovement, reason: str, *, verb: str = "undo") -> BankMovement:
    """A locked movement after all its bookings are undone; `reason` tells a person why. Raises MONEY_SPENT."""
    bookings = await store.standing(tx, movement.id)
    intents = await lock_paid(tx, await _paid_by(tx, bookings))
    opened = await take_back(tx, intents)
    for one in sorted(bookings, key=lambda one: one.customer or ""):
        assert one.customer is not None
        await reverse(tx, one.customer, one.amount, movement.currency)
    for invoice in opened:
        await pay_again(tx, invoice)
    after = replace(
        movement, status=BANK_MOVEMENT.after(verb, movement.status), customer=None, rule=None, confidence=None,
        cash_movement=None, amount_booked=0, reason=reason,
    )  # fmt: skip
    await store.save(tx, after)
    step = await note(tx, movement, UNDONE, [one.id for one in intents])
    for one in bookings:
        await store.save_step(tx, replace(one, undone_by=step.id))
    return after


async def _paid_by(tx: Tx, bookings: Sequence[Step]) -> list[str]:
    """The payment intents that the money paid: at once, or a moment later because an invoice was held by others."""
    named = [await paid_since(tx, one.invoice, one.created) for one in bookings if one.invoice is not None]
    return [*(id for one in bookings for id in one.payment_intents), *(id for id in named if id is not None)]


async def _restored(tx: Tx, movement: BankMovement) -> BankMovement:
    verb = "undo" if movement.customer is None else "propose_again"
    after = replace(movement, status=BANK_MOVEMENT.after(verb, movement.status))
    await store.save(tx, after)
    await note(tx, after, RESTORED)
    return after
