"""What is written down of a payment and of what follows from it (platform.md §7.8).

Cards have words of their own: a `charge` and its `refund`, where all else is a `payment` and its `payment_refund`.
"""

from fractions import Fraction

from billhook.kernel.ids import new_id
from billhook.kernel.money import round_exact
from billhook.kernel.replacing import replace
from billhook.ledger.objects import Entry

TYPES = (
    "adjustment", "charge", "payment", "payment_failure_refund", "payment_refund", "payout", "payout_cancel",
    "payout_failure", "refund", "refund_failure",
)  # fmt: skip


def _entry(
    type: str, category: str, source: str, currency: str, amount: int, *, now: int, description: str | None = None,
    fee: int = 0, fee_description: str | None = None, available_in: int = 0,
) -> Entry:  # fmt: skip
    assert type in TYPES
    return Entry(
        new_id("txn"), now, now + available_in, type, category, currency, amount, fee, amount - fee,
        fee_description if fee else None, source, description,
    )  # fmt: skip


def of_charge(
    charge: str, currency: str, amount: int, *, is_card: bool, fee: int, available_in: int, description: str | None,
    now: int,
) -> Entry:  # fmt: skip
    """Money was taken; the processor keeps a fee, and pays the rest out after so many seconds."""
    return _entry(
        "charge" if is_card else "payment", "charge", charge, currency, amount, now=now, description=description,
        fee=fee, fee_description="Processing fee", available_in=available_in,
    )  # fmt: skip


def of_refund(refund: str, currency: str, amount: int, *, is_card: bool, now: int) -> Entry:
    """Money is given back; the fee is not."""
    kind = "refund" if is_card else "payment_refund"
    return _entry(kind, "refund", refund, currency, -amount, now=now, description="REFUND FOR CHARGE")


def of_failed_refund(refund: str, currency: str, amount: int, *, is_card: bool, now: int) -> Entry:
    """Money that was given back has come back."""
    kind = "refund_failure" if is_card else "payment_failure_refund"
    return _entry(kind, "refund_failure", refund, currency, amount, now=now, description="REFUND FAILURE")


def of_dispute(dispute: str, charge: str, currency: str, amount: int, *, fee: int, now: int) -> Entry:
    """A bank takes money back, and it costs something."""
    return _entry(
        "adjustment", "dispute", dispute, currency, -amount, now=now, description=f"Chargeback withdrawal for {charge}",
        fee=fee, fee_description="Dispute fee",
    )  # fmt: skip


def of_dispute_fee(dispute: str, charge: str, currency: str, more: int, *, now: int) -> Entry:
    """A dispute costs `more` than was known when the bank took the money. An entry has an amount, so the fee is it."""
    return _entry("adjustment", "dispute", dispute, currency, -more, now=now, description=f"Dispute fee for {charge}")


def of_won_dispute(dispute: str, charge: str, currency: str, amount: int, *, now: int) -> Entry:
    """The bank gives it back; the fee is lost."""
    description = f"Chargeback reversal for {charge}"
    return _entry("adjustment", "dispute_reversal", dispute, currency, amount, now=now, description=description)


def of_payout(payout: str, currency: str, amount: int, *, fee: int, description: str, now: int) -> Entry:
    """Money left for the merchant's bank; `amount` is below 0, unless the bank account was debited."""
    return _entry("payout", "payout", payout, currency, amount, now=now, description=description,
                  fee=fee, fee_description="Payout fee")  # fmt: skip


def of_returned_payout(payout: str, currency: str, amount: int, *, is_canceled: bool, now: int) -> Entry:
    """Money of a payout that failed or was canceled is back."""
    kind = "payout_cancel" if is_canceled else "payout_failure"
    return _entry(kind, "payout_reversal", payout, currency, amount, now=now, description="REFUND FOR PAYOUT")


def of_outside(payout: str, currency: str, amount: int, *, now: int) -> Entry:
    """What a payout pays beside the entries here: payments that did not go through Billhook, and differences."""
    return _entry(
        "adjustment", "other_adjustment", payout, currency, amount, now=now,
        description="Paid out without going through Billhook",
    )  # fmt: skip


def settled(entry: Entry, amount: int, currency: str, rate: str) -> Entry:
    """An entry of a payment that arrives as `amount` minor units of another `currency`; its fee is of that one too."""
    return replace(entry, currency=currency, amount=amount, net=amount - entry.fee, exchange_rate=rate)


def as_paid(entry: Entry, taken: int, paid: Entry | None) -> Entry:
    """An entry about a part of a payment of `taken` minor units, in the currency in which that payment was booked.

    It is converted as the payment was: Stripe converts by the rate of the day, which a payout shows. At least one
    minor unit moves. The fee is of that currency already.
    """
    if paid is None or paid.currency == entry.currency:
        return entry
    assert paid.exchange_rate is not None
    amount = round_exact(Fraction(entry.amount * paid.amount, taken)) or (1 if entry.amount > 0 else -1)
    return settled(entry, amount, paid.currency, paid.exchange_rate)
