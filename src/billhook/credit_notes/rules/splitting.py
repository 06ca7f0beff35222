"""What a credit note takes from the amount still owed, and how the rest is given back (invoicing.md §7)."""

from dataclasses import dataclass

from billhook.credit_notes.rules.lifecycle import CREDIT_NOTE
from billhook.invoices.rules.lifecycle import OPEN, PAID, UNCOLLECTIBLE
from billhook.kernel import errors
from billhook.kernel.display import money


@dataclass(frozen=True, slots=True)
class Split:
    """Minor units. `before` lowers what is owed; `after` was paid already and is given back in three ways."""

    before: int
    after: int
    credit: int
    refund: int
    out_of_band: int | None


def split_of(
    total: int, *, remaining: int, charged: int, currency: str, credit: int | None, refund: int | None,
    out_of_band: int | None,
) -> Split:  # fmt: skip
    """The split of a credit note over `total`, of an invoice of which `remaining` is owed and `charged` was taken.

    Raises CREDIT_NOT_SUMMED when what is given back is not what was paid, REFUND_TOO_LARGE.
    """
    before = min(total, remaining)
    after = total - before
    given_back = (credit or 0) + (refund or 0) + (out_of_band or 0)
    if given_back != after:
        raise errors.CREDIT_NOT_SUMMED(
            param="credit_amount", given=money(given_back, currency, "en_US"), wanted=money(after, currency, "en_US")
        )
    if (refund or 0) > charged:
        raise errors.REFUND_TOO_LARGE(
            param="refund_amount",
            refund=money(refund or 0, currency, "en_US"),
            charged=money(charged, currency, "en_US"),
        )
    return Split(before, after, credit or 0, refund or 0, out_of_band)


def require_creditable(status: str) -> None:
    """Only what was finalized and not voided can be credited. Raises NOT_CREDITABLE."""
    if status not in (OPEN, PAID, UNCOLLECTIBLE):
        raise errors.NOT_CREDITABLE(param="invoice", status=status)


def require_voidable(status: str, invoice_status: str, after: int) -> None:
    """Nothing may have been given back, and the invoice must still be owed.

    Raises CREDIT_NOTE_VOID_ALREADY, CREDIT_NOTE_NEEDS_OPEN, CREDIT_NOTE_GAVE_BACK.
    """
    CREDIT_NOTE.require("void", status)
    if invoice_status != OPEN:
        raise errors.CREDIT_NOTE_NEEDS_OPEN()
    if after:
        raise errors.CREDIT_NOTE_GAVE_BACK()
