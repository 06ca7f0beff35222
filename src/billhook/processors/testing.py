"""The test processor: moves nothing, and answers as Stripe's test mode does (platform.md §7.5).

What it answers follows from the request alone, so asked again it says the same.
"""

from billhook.processors.interface import (
    ActionRequired,
    Approved,
    ChargeRequest,
    Declined,
    Outcome,
    Refunded,
    RefundOutcome,
    RefundRequest,
)  # fmt: skip
from billhook.processors.test_cards import Decline, TestCard, by_name

_NEEDS_HOLDER = Decline("authentication_required", "authentication_required")
_UNKNOWN = Decline("card_declined", "generic_decline")


class TestProcessor:
    """Every card does what its number is documented to do."""

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        return outcome(request)

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        return Refunded()


def outcome(request: ChargeRequest) -> Outcome:
    """What becomes of a payment."""
    card = by_name(request.token)
    if card is None:
        return Declined(_UNKNOWN)
    if asks_holder(card, request) and not request.authenticated:
        return ActionRequired() if request.may_ask else Declined(_NEEDS_HOLDER, card.risk)
    if card.decline is not None:
        return Declined(card.decline, card.risk)
    return Approved(card.risk)


def asks_holder(card: TestCard, request: ChargeRequest) -> bool:
    """Whether the bank wants to hear the holder before it pays."""
    if card.secure == "until_set_up":
        return not request.set_up
    if card.secure == "on_session":
        return not request.off_session
    return card.secure == "always"
