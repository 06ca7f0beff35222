"""What a bank's reason means for a payment (live-money.md §4.5; the codes are those of ISO 20022)."""

from billhook.processors.interface import Decline

ENDS_MANDATE = frozenset({"AC01", "AC04", "AC06", "AC13", "MD01"})
"""After these the mandate is worth nothing any more."""

_CODES = {
    "AC01": "no_account", "AC04": "account_closed", "AM04": "insufficient_funds",
    "AC06": "debit_not_authorized", "AC13": "debit_not_authorized", "AG01": "debit_not_authorized",
    "MD01": "debit_not_authorized", "MD06": "debit_not_authorized", "MS02": "debit_not_authorized",
    "SL01": "debit_not_authorized", "MD07": "account_closed",
}  # fmt: skip


_DISPUTED = {
    "AC01": "incorrect_account_details", "AM04": "insufficient_funds", "AM05": "duplicate",
    "AC04": "bank_cannot_process", "AC06": "bank_cannot_process", "MD07": "bank_cannot_process",
    "AC13": "debit_not_authorized", "AG01": "debit_not_authorized", "MD01": "debit_not_authorized",
    "SL01": "debit_not_authorized", "MD06": "customer_initiated", "MS02": "customer_initiated",
}  # fmt: skip

_NOT_AGAIN = frozenset({"AG01", "AG02", "MD06", "MD07", "MS02", "MS03", "SL01"})
"""After these nothing tries again by itself; a person may."""


def dispute_reason_of(reason: str) -> str:
    """Stripe's reason of the dispute that a late return with this reason becomes."""
    return _DISPUTED.get(reason.upper(), "general")


def decline_of(reason: str) -> Decline:
    """The decline for a reason; one that names no fault of the payer could not be processed."""
    code = reason.upper()
    again = "transaction_not_allowed" if code in _NOT_AGAIN else None
    return Decline(_CODES.get(code, "generic_could_not_process"), again)
