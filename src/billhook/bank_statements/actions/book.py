"""Book a matched movement: the money is its customer's, and pays what it is for."""

from billhook.bank_statements import store
from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT
from billhook.cash_balances.actions.fund import Sender, check_receivable, receive
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace

_REFERENCE_MAX = 500


async def book(tx: Tx, movement_id: str) -> None:
    """Book it if it still waits for that; one that nobody can receive waits for a person. Safe to run twice."""
    movement = await store.lock(tx, movement_id)
    if movement is None or not BANK_MOVEMENT.allows("book", movement.status):
        return
    assert movement.customer is not None
    try:
        await check_receivable(tx, movement.customer, movement.amount, movement.currency)
    except ApiError as error:
        held = replace(
            movement, status=BANK_MOVEMENT.after("hold", movement.status), book_at=None, customer=None,
            reason=error.message,
        )  # fmt: skip
        await store.save(tx, held)
        return
    await booked(tx, movement, "book", movement.customer)


async def booked(tx: Tx, movement: BankMovement, verb: str, customer: str) -> BankMovement:
    """A locked movement as money of a customer. Raises what `receive` raises."""
    sender = Sender(movement.name or None, movement.iban[-4:] or None)
    entries = [
        await receive(tx, customer, amount, movement.currency, reference, sender, invoice=invoice)
        for amount, reference, invoice in await _parts(tx, movement)
    ]
    after = replace(
        movement, status=BANK_MOVEMENT.after(verb, movement.status), customer=customer, cash_movement=entries[0].id,
        book_at=None, reason="",
    )  # fmt: skip
    await store.save(tx, after)
    return after


async def _parts(tx: Tx, movement: BankMovement) -> list[tuple[int, str | None, str | None]]:
    """The transfers that the movement is, each an amount, a reference, and the invoice that it is for.

    One invoice is named by its number. Several that come to the amount get a transfer each, or the cash balance could
    pay another invoice of the same amount. Otherwise the text of the payer says what it is for.
    """
    found = [await invoices.find(tx, id) for id in movement.invoices]
    named = [one.invoice for one in found if one is not None and one.invoice.number]
    if len(named) == 1:
        return [(movement.amount, named[0].number, named[0].id)]
    owed = [one.amount_remaining for one in named]
    if named and min(owed) > 0 and sum(owed) == movement.amount:
        return [(one.amount_remaining, one.number, one.id) for one in named]
    return [(movement.amount, movement.purpose[:_REFERENCE_MAX] or None, None)]
