"""Why banks send debits back, and what follows (live-money.md §4.5; the codes are those of ISO 20022)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from billhook.sepa_files.rules.reasons import ENDS_MANDATE


class Next(Enum):
    """What follows from a returned debit."""

    OTHER_METHOD = "other_method"
    """Ask the payer for another payment method."""
    RETRY = "retry"
    """Try again by the schedule, at most twice."""
    RETRY_BY_HAND = "retry_by_hand"
    """A person may try once more."""
    NO_RETRY = "no_retry"
    """Nothing tries again by itself."""
    PERSON = "person"
    """A person decides."""
    REPAIR = "repair"
    """The data of the debit are wrong and have to be mended."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its code, what it means, what follows, and whether the mandate ends."""

    code: str
    means: str
    next: Next
    ends_mandate: bool = False


def _rows(codes: str, means: str, follows: Next) -> list[Reason]:
    return [Reason(code, means, follows, code in ENDS_MANDATE) for code in codes.split()]


_REASONS = (
    *_rows("AC01", "The account number is wrong.", Next.OTHER_METHOD),
    *_rows("AC04", "The account is closed.", Next.OTHER_METHOD),
    *_rows("AC06", "The account is blocked.", Next.OTHER_METHOD),
    *_rows("AC13", "The account belongs to a consumer.", Next.OTHER_METHOD),
    *_rows("AM04", "The account lacks funds.", Next.RETRY),
    *_rows("AG01", "The account does not allow debits.", Next.OTHER_METHOD),
    *_rows("AG02", "The operation code is wrong.", Next.OTHER_METHOD),
    *_rows("MD01", "There is no valid mandate.", Next.NO_RETRY),
    *_rows("MD06", "The payer asked for a refund.", Next.NO_RETRY),
    *_rows("MD07", "The payer has died.", Next.PERSON),
    *_rows("MS02", "The payer refused.", Next.RETRY_BY_HAND),
    *_rows("MS03", "The bank gives no reason.", Next.RETRY_BY_HAND),
    *_rows("RC01", "The BIC is wrong.", Next.REPAIR),
    *_rows("BE05", "The creditor is unknown.", Next.REPAIR),
    *_rows("FF01", "The format is wrong.", Next.REPAIR),
    *_rows("CNOR DNOR", "A bank is not registered.", Next.REPAIR),
    *_rows("RR01 RR02 RR03 RR04", "Data that the law asks for are missing.", Next.REPAIR),
    *_rows("SL01", "A service of the payer's bank refused.", Next.REPAIR),
    *_rows("AM05", "The debit was sent twice.", Next.REPAIR),
)

REASONS: Mapping[str, Reason] = {reason.code: reason for reason in _REASONS}
"""Every reason that is known, by its code."""


def reason_of(code: str) -> Reason:
    """The reason with this code; for an unknown one, a person decides."""
    return REASONS.get(code.upper(), Reason(code, "The bank's code is unknown.", Next.PERSON))
