"""Which movements are the money of debits and refunds that went to the bank as SEPA files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.naming import occurrences, plain_number
from billhook.bank_statements.rules.values import Movement, may_be_a_fee
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.lifecycle import REJECTED, SETTLED
from billhook.sepa_files.rules.pain import DEBIT

NO_REASON = "MS03"

_EURO = "eur"


class Moved(Protocol):
    """What is asked of money that moved: `amount` is below 0 for money that left."""

    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def end_to_end_id(self) -> str: ...
    @property
    def return_reason(self) -> str: ...
    @property
    def charges(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Notified:
    """Money of which a notification tells, as `Moved`."""

    amount: int
    currency: str
    end_to_end_id: str
    return_reason: str
    charges: int


def notified(one: Movement) -> Notified:
    """A movement of a notification."""
    return Notified(one.signed, one.currency, one.end_to_end_id, one.return_reason, one.charges)


def is_of(movement: Moved, order: SepaOrder) -> bool:
    """Whether a movement with the end-to-end id of an order is its money: the whole amount, or what comes back of it.

    An order that was refused or discarded has no money: its payer is debited again, so the movement is somebody's.
    """
    if order.status == REJECTED or movement.currency != _EURO:
        return False
    return is_return(movement, order) or (not _is_other_way(movement, order) and abs(movement.amount) == order.amount)


def is_return(movement: Moved, order: SepaOrder) -> bool:
    """Whether the money of an order comes back by a movement: the whole amount, with a reason or (in CSV) without.

    More than that is a return if the charges of the bank explain it, or if it has a reason and the rest may be a fee.
    """
    excess = abs(movement.amount) - order.amount
    explains = excess == movement.charges or (bool(movement.return_reason) and may_be_a_fee(excess, order.amount))
    return _is_other_way(movement, order) and (excess == 0 or (excess > 0 and explains))


def reason_of_return(movement: Moved) -> str:
    """The code of the reason for which an order came back; the one for an unspecified reason if the bank gives none."""
    return movement.return_reason or NO_REASON


def returns_told(told: Iterable[tuple[Moved, SepaOrder]]) -> dict[str, tuple[str, int]]:
    """Which orders came back by some movements: the reason and the fee of each, by its id.

    One file may tell of a return more than once, so the fee is the largest one, and not their sum. The reason is the
    first that the bank gives.
    """
    returns: dict[str, tuple[str, int]] = {}
    for movement, order in told:
        if is_return(movement, order):
            reason, fee = returns.get(order.id, (NO_REASON, 0))
            reason = reason_of_return(movement) if reason == NO_REASON else reason
            returns[order.id] = reason, max(fee, fee_of_return(movement, order))
    return returns


def comes_too_late(movement: Moved, order: SepaOrder) -> bool:
    """Whether a refund comes back that counts as paid, so that a person has to see to it. Of a debit its payment is
    disputed."""
    return is_return(movement, order) and order.status == SETTLED and order.kind != DEBIT


def fee_of_return(movement: Moved, order: SepaOrder) -> int:
    """What the bank took for a return beside the amount of the debit."""
    return abs(movement.amount) - order.amount if order.kind == DEBIT else 0


def may_be_a_debit(movement: BankMovement) -> bool:
    """Whether a movement may be the money of a debit although its bank does not say so: a credit without an id."""
    return movement.amount > 0 and movement.currency == _EURO and not movement.end_to_end_id


def names_of(debit: SepaOrder, reference: str) -> frozenset[str]:
    """By what a bank may name a debit, as plain numbers: its id, its mandate's reference, and the invoice's number.

    The text for the payer begins with the number of the invoice, if there is one.
    """
    first = next(iter(debit.text.split()), "")
    invoice = first if any(sign.isdigit() for sign in first) else ""
    return frozenset(plain_number(name) for name in (debit.end_to_end_id, reference, invoice) if plain_number(name))


def named_by(movement: BankMovement, debits: Mapping[tuple[int, str], SepaOrder]) -> SepaOrder | None:
    """The debit of equal amount that a credit names by its mandate or its texts; `debits` by amounts and names."""
    texts = f"{movement.purpose} {movement.structured_reference}"
    names = [plain_number(movement.mandate_id), *(one.number for one in occurrences(texts))]
    return next((debits[movement.amount, name] for name in names if (movement.amount, name) in debits), None)


def _is_other_way(movement: Moved, order: SepaOrder) -> bool:
    return (movement.amount < 0) == (order.kind == DEBIT)
