"""Book a matched movement: the money is its customer's, and pays what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.bank_statements import store
from billhook.bank_statements.actions.history import note_booking
from billhook.bank_statements.actions.take_return import hold, take_return
from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT, MATCHED
from billhook.cash_balances.actions.fund import Sender, check_receivable, receive
from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace

_REFERENCE_MAX = 500
_PARTLY = "A part of it is nobody's yet."


async def book(tx: Tx, movement_id: str) -> None:
    """Book it if it still waits for that; one that nobody can receive waits for a person. Safe to run twice.

    A returned debit takes back what was booked. Raises MONEY_SPENT if that cannot be; then `hold_return` is next.
    """
    movement = await store.lock(tx, movement_id)
    if movement is None or not BANK_MOVEMENT.allows("book", movement.status):
        return
    if movement.amount < 0:
        await take_return(tx, movement)
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


async def hold_return(tx: Tx, movement_id: str, why: str) -> None:
    """A returned debit waits for a person, because the money that it takes back is spent. Safe to run twice."""
    movement = await store.lock(tx, movement_id)
    if movement is not None and movement.status == MATCHED and movement.amount < 0:
        await hold(tx, movement, why)


async def booked(tx: Tx, movement: BankMovement, verb: str, customer: str) -> BankMovement:
    """A locked movement as money of a customer. Raises what `receive` raises."""
    return await book_parts(tx, movement, verb, await _parts(tx, movement, customer))


@dataclass(frozen=True, slots=True)
class Transfer:
    """A part of a movement: so much is money of a customer, with the reference that tells what it is for, and the
    invoice that it is for."""

    customer: str
    amount: int
    reference: str | None
    invoice: str | None


async def book_parts(tx: Tx, movement: BankMovement, verb: str, parts: Sequence[Transfer]) -> BankMovement:
    """A locked movement after these parts of it are money of customers.

    Raises what `receive` raises, and INVALID_VALUE if they live in different times.
    """
    await _insist_on_one_time(tx, movement, parts)
    sender = Sender(movement.name or None, movement.iban[-4:] or None)
    first = movement.cash_movement
    # Everybody who locks several customers takes them in the order of their ids.
    for part in sorted(parts, key=lambda part: part.customer):
        received = await receive(
            tx, part.customer, part.amount, movement.currency, part.reference, sender, invoice=part.invoice
        )
        await note_booking(tx, movement, received, part.invoice)
        first = first or received.movement.id
    after = replace(
        movement, status=BANK_MOVEMENT.after(verb, movement.status), customer=parts[0].customer, cash_movement=first,
        amount_booked=movement.amount_booked + sum(part.amount for part in parts), book_at=None,
        reason=_PARTLY if verb == "split" else "",
    )  # fmt: skip
    await store.save(tx, after)
    return after


async def _insist_on_one_time(tx: Tx, movement: BankMovement, parts: Sequence[Transfer]) -> None:
    """All who got a part, or get one now, live in one time, because their parts are undone together.

    Raises INVALID_VALUE. Live mode has no test clocks.
    """
    names = {part.customer for part in parts}
    if movement.amount_booked:
        names |= {one.customer for one in await store.standing(tx, movement.id) if one.customer is not None}
    if len(names) > 1 and not tx.tenant.livemode:
        found = await customers.of_ids(tx, sorted(names))
        if len({one.test_clock for one in found}) > 1:
            name = "parts" if len(parts) > 1 else "customer"
            reason = "must live in the time of one test clock, with all who get a part of the movement"
            raise errors.INVALID_VALUE(param=name, name=name, reason=reason)


async def _parts(tx: Tx, movement: BankMovement, customer: str) -> list[Transfer]:
    """The transfers that the rest of the movement is.

    One invoice is named by its number. Several that come to the amount get a transfer each, or the cash balance could
    pay another invoice of the same amount. Otherwise the text of the payer says what it is for.
    """
    found = [await invoices.find(tx, id) for id in movement.invoices]
    named = [one.invoice for one in found if one is not None and one.invoice.number]
    if len(named) == 1:
        return [Transfer(customer, movement.left_to_book, named[0].number, named[0].id)]
    owed = [one.amount_remaining for one in named]
    if named and min(owed) > 0 and sum(owed) == movement.left_to_book:
        return [Transfer(customer, one.amount_remaining, one.number, one.id) for one in named]
    return [Transfer(customer, movement.left_to_book, reference_of(movement), None)]


def reference_of(movement: BankMovement) -> str | None:
    """What the payer wrote, as the reference of a transfer."""
    return movement.purpose[:_REFERENCE_MAX] or None
