"""The sum of an invoice: every amount that depends on its lines, computed in this one place.

Amounts are minor units of the invoice's currency. Source: invoicing.md §2.5, §2.6. Discounts and taxes
will enter here as plain values; until then no parameter for them is accepted, and none is summed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from billhook.kernel import money


@dataclass(frozen=True, slots=True)
class Totals:
    """What the lines come to."""

    subtotal: int
    total: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What remains to be collected of a total once the customer's balance is taken into account.

    `starting_balance` and `ending_balance` are the customer's balance before and after (negative is credit);
    `movement` is the type of the balance transaction, None when the balance does not move.
    """

    amount_due: int
    starting_balance: int
    ending_balance: int
    movement: str | None


def totals(line_amounts: Iterable[int]) -> Totals:
    """The subtotal and the total of the lines."""
    subtotal = sum(line_amounts)
    return Totals(subtotal=subtotal, total=subtotal)


def settlement(total: int, balance: int, currency: str) -> Settlement:
    """Apply the customer's balance to a total (invoicing.md §2.6).

    What would be negative stays as credit; what is too small or too large to be collected is carried to the
    balance, to be collected with a later invoice.
    """
    raw = total + balance
    if raw <= 0:
        due, ending, movement = 0, raw, "applied_to_invoice"
    elif raw < money.minimum_charge(currency):
        due, ending, movement = 0, raw, "invoice_too_small"
    elif raw > money.LARGEST_AMOUNT:
        due, ending, movement = 0, raw, "invoice_too_large"
    else:
        due, ending, movement = raw, 0, "applied_to_invoice"
    return Settlement(due, balance, ending, movement if ending != balance else None)


def provisional_due(total: int, balance: int, currency: str) -> int:
    """What a draft shows as due: the same arithmetic, consuming nothing."""
    return settlement(total, balance, currency).amount_due
