"""Which booked movement a returned debit takes back (live-money.md §4.5)."""

from collections.abc import Sequence

from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.return_reasons import reason_of


def amounts_of(returned: BankMovement) -> tuple[int, ...]:
    """What the payment may have come to: the money that left, with or without the fees of the bank. Minor units."""
    whole = -returned.amount
    return tuple(dict.fromkeys((whole, whole - returned.charges)))


def taken_back(returned: BankMovement, known: Sequence[BankMovement]) -> BankMovement | None:
    """The one of the `known` credits that is taken back; None if none is certain."""
    found = may_be_taken_back(returned, known)
    return found[0] if len(found) == 1 else None


def may_be_taken_back(returned: BankMovement, known: Sequence[BankMovement]) -> Sequence[BankMovement]:
    """Those of the `known` credits that may be the one that is taken back.

    The end-to-end id tells, else the mandate, else the bank's reference of the credit in the text of the return.
    """
    if returned.end_to_end_id:
        same = [one for one in known if one.end_to_end_id == returned.end_to_end_id]
        if same:
            return same
    if returned.mandate_id:
        same = [one for one in known if one.mandate_id == returned.mandate_id]
        if same:
            return same
    words = {*returned.purpose.split(), returned.end_to_end_id, returned.structured_reference}
    return [one for one in known if one.bank_reference and one.bank_reference in words]


def explained(code: str) -> str:
    """A sentence for people about a return."""
    return f"Returned with {code.upper()}: {reason_of(code).means}"
