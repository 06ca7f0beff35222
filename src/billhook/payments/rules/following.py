"""What becomes of a charge by what its processor tells after it was settled."""

from billhook.payments.objects import Charge
from billhook.processors.following import SeenRefund
from billhook.processors.interface import Refunded, RefundFailed, RefundOutcome, RefundPending

FOLLOW = "charge.follow"
"""The verb that settles what was asked about a charge."""


def outcome_of(seen: SeenRefund) -> RefundOutcome:
    """What a refund that was made at the processor has come to."""
    if seen.failure is not None:
        return RefundFailed(seen.failure)
    return RefundPending(0) if seen.is_pending else Refunded()


def has_room(charge: Charge, seen: SeenRefund) -> bool:
    """Whether so much of a charge is left. Refunds of ours that have no answer yet are counted, and one of them fails
    if this one was first."""
    return charge.amount_refunded + seen.amount <= charge.amount
