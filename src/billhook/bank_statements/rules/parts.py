"""What may be booked of a movement: money that came in, in parts that come to no more than is there."""

from collections.abc import Collection, Sequence

from billhook.kernel import errors

CASH_BALANCE, UNASSIGNED_REST = "cash_balance", "unassigned"
"""What may become of the rest."""


def require_money(amount: int) -> None:
    """Raises MONEY_LEFT for money that left the account."""
    if amount < 0:
        raise errors.MONEY_LEFT()


def rest_of(left: int, parts: Sequence[int], rest: str | None, customers: Collection[str]) -> int:
    """What remains of `left` after the parts (minor units). `rest` is what the caller says of it.

    Raises INVALID_VALUE for parts that come to more, for a rest of which nothing is said, and for one that is to be
    cash of several customers.
    """
    if not parts:
        raise errors.INVALID_VALUE(param="parts", name="parts", reason="must have at least one part")
    remains = left - sum(parts)
    if remains < 0:
        reason = f"must come to no more than what is left of the movement ({left})"
        raise errors.INVALID_VALUE(param="parts", name="parts", reason=reason)
    if remains and rest is None:
        reason = f"must come to exactly {left}, or `rest` says what becomes of {remains}"
        raise errors.INVALID_VALUE(param="parts", name="parts", reason=reason)
    if remains and rest == CASH_BALANCE and len(set(customers)) > 1:
        reason = "must name one customer if the parts are of several: give that customer a part of its own"
        raise errors.INVALID_VALUE(param="rest", name="rest", reason=reason)
    return remains
