"""The cash of a customer: what they sent by bank transfer and what became of it, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.cash_balances import verbs
from billhook.cash_balances.objects import APPLIED, FUNDED, REFUNDED, REVERSED, UNAPPLIED, CashMovement
from billhook.customers.objects import Customer
from billhook.dashboard.visiting import Visit
from billhook.wire.params import Page

_FEW = 5
MOVEMENTS = {
    FUNDED: "Bank transfer arrived",
    REVERSED: "Bank transfer taken back",
    APPLIED: "Applied to a payment",
    UNAPPLIED: "Given back from a payment",
    REFUNDED: "Sent back to the customer",
}


@dataclass(frozen=True, slots=True)
class Cash:
    """What there is in each currency, in words, and the newest movements with theirs; `is_more` if there are others."""

    sums: Sequence[str]
    movements: Sequence[tuple[CashMovement, str]]
    is_more: bool


async def cash_of(visit: Visit, customer: Customer) -> Cash:
    """The cash of a customer."""
    rows, is_more = await visit.look(verbs.LIST_MOVEMENTS, Page.of(limit=_FEW), customer.id)
    sums = [visit.formats.money(amount, currency) for currency, amount in customer.cash.items() if amount]
    return Cash(sums, [(row, MOVEMENTS[row.type]) for row in rows], is_more)
