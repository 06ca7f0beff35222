"""What is left to collect of a total once the customer's balance is applied (invoicing.md §2.6)."""

from dataclasses import dataclass

from billhook.kernel import money

# What is not collected but goes to the customer's balance, for a later invoice.
CARRIED = TOO_SMALL, TOO_LARGE = "invoice_too_small", "invoice_too_large"


@dataclass(frozen=True, slots=True)
class AppliedBalance:
    """What remains to be collected of a total once the customer's balance is taken into account.

    `starting_balance` and `ending_balance` are the customer's balance before and after (negative is credit);
    `movement` is the type of the balance transaction, None when the balance does not move.
    """

    amount_due: int
    starting_balance: int
    ending_balance: int
    movement: str | None


def apply_balance(total: int, balance: int, currency: str) -> AppliedBalance:
    """Apply the customer's balance to a total.

    What would be negative stays as credit; what is too small or too large to be collected is carried to the
    balance, to be collected with a later invoice. Where money moves in larger steps than its minor unit, the
    nearest step is collected and the difference kept on the balance.
    """
    raw = total + balance
    due = money.collectible(raw, currency) if raw > 0 else 0
    if raw <= 0:
        ending, movement = raw, "applied_to_invoice"
    elif due < money.minimum_charge(currency):
        due, ending, movement = 0, raw, TOO_SMALL
    elif due > money.LARGEST_AMOUNT:
        due, ending, movement = 0, raw, TOO_LARGE
    else:
        ending, movement = raw - due, "applied_to_invoice"
    return AppliedBalance(due, balance, ending, movement if ending != balance else None)


def provisional_due(total: int, balance: int, currency: str) -> int:
    """What a draft shows as due: the same arithmetic, consuming nothing."""
    return apply_balance(total, balance, currency).amount_due
