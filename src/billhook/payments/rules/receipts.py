"""The number of a receipt, as Stripe writes it, and whether a changed charge sends its receipt (platform.md §7.8)."""

from billhook.payments.objects import Charge

SHORT, LONG = 8, 12
TRIES = 5
"""So many short numbers are tried. If others have them all, most of them are used up, and a long one is taken."""

_GROUP = 4


def written(digits: str) -> str:
    """The digits of a number in groups of four: "1234-5678"."""
    return "-".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def length_of(tries: int) -> int:
    """How many digits are tried after so many tries."""
    return SHORT if tries < TRIES else LONG


def has_new_reader(before: Charge, after: Charge) -> bool:
    """Whether a receipt goes to another address now: of a charge that took money, as Stripe documents."""
    return bool(after.receipt_email) and after.receipt_email != before.receipt_email and after.receipt_token is not None
