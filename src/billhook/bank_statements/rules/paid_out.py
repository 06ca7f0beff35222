"""Which payout of the processor a movement is. Its money is booked by the payments that it pays.

A wrong match hides a customer's money, so a movement is taken for a payout without asking only if its text has the
payout's trace id, or the processor's name of it. If the text has the statement descriptor or names the processor, it is
proposed. The same amount alone says nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT
from billhook.bank_statements.rules.naming import plain_number
from billhook.payouts.objects import Payout
from billhook.payouts.rules.lifecycle import IN_TRANSIT, PAID, PENDING

DAYS_APART = 10
"""A payout arrives at most so many days before or after the day that the processor expects."""
_SHORT = 5
"""A name with fewer signs is no name."""


@dataclass(frozen=True, slots=True)
class PayoutFound:
    """The payout that a movement is, if `is_certain`; else one that it may be."""

    payout: Payout
    is_certain: bool


def may_be_a_payout(movement: BankMovement) -> bool:
    """Whether a movement may be the money of a payout; a returned debit is none."""
    return not movement.return_reason and BANK_MOVEMENT.allows("note_own", movement.status)


def payout_of(movement: BankMovement, payouts: Sequence[Payout], taken: Collection[str]) -> PayoutFound | None:
    """The payout of a movement among some; those whose ids are `taken` arrived by other movements."""
    if not may_be_a_payout(movement):
        return None
    fitting = [one for one in payouts if one.id not in taken and _fits(movement, one)]
    named = [one for one in fitting if _is_named(movement, (one.trace_id or "", one.reference))]
    if len(named) == 1:
        return PayoutFound(named[0], is_certain=True)
    told = named or [one for one in fitting if _is_told(movement, one)]
    # A match with an invoice that the text names is likelier than a word.
    if not told or not BANK_MOVEMENT.allows("propose_payout", movement.status):
        return None
    return PayoutFound(min(told, key=lambda one: (_days_apart(movement, one), one.id)), is_certain=False)


def _fits(movement: BankMovement, payout: Payout) -> bool:
    return (
        (movement.amount, movement.currency) == (payout.amount, payout.currency)
        and payout.status in (PENDING, IN_TRANSIT, PAID)
        and _days_apart(movement, payout) <= DAYS_APART
    )


def _days_apart(movement: BankMovement, payout: Payout) -> int:
    expected = datetime.fromtimestamp(payout.arrival_date, UTC).date()
    return abs((date.fromisoformat(movement.booked_on) - expected).days)


def _is_told(movement: BankMovement, payout: Payout) -> bool:
    return _is_named(movement, (payout.statement_descriptor or "", payout.processor))


def _is_named(movement: BankMovement, names: Sequence[str]) -> bool:
    texts = [plain_number(text) for text in (
        movement.purpose, movement.end_to_end_id, movement.structured_reference, movement.bank_reference, movement.name,
        movement.ultimate_name,
    )]  # fmt: skip
    plain = [name for name in (plain_number(one) for one in names) if len(name) >= _SHORT]
    return any(name in text for name in plain for text in texts)
