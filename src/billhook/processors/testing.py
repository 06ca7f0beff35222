"""The test processor: moves nothing, and answers as Stripe's test mode does (platform.md §7.5, §7.6).

What it answers follows from the request and the time alone, so asked again it says the same, or what became of it.
"""

import asyncio
from decimal import Decimal

from billhook.kernel.clock import Clock, FixedClock, WallClock
from billhook.kernel.money import round_half_up
from billhook.processors import test_bank_accounts, test_cards, test_deposits
from billhook.processors.interface import (
    ActionRequired,
    Approved,
    AuthorizationExpired,
    Authorized,
    BeginOutcome,
    BeginRequest,
    CancelOutcome,
    CancelRequest,
    CaptureOutcome,
    CaptureRequest,
    ChargeRequest,
    Decline,
    Declined,
    DisputeDecided,
    DisputeRequest,
    IncrementOutcome,
    IncrementRequest,
    LookOutcome,
    LookRequest,
    NotVerified,
    Outcome,
    Pending,
    ProcessorSilent,
    Refunded,
    RefundFailed,
    RefundOutcome,
    RefundPending,
    RefundRequest,
    Released,
    ReleaseRequest,
    SetUpOutcome,
    SetUpRequest,
    UnderReview,
    Verdict,
)  # fmt: skip
from billhook.processors.test_bank_accounts import TestBankAccount
from billhook.processors.test_cards import TestCard

LATER_SECONDS = 5
"""When what happens later happens: Stripe says only that it does."""

CARD_SECONDS = 2 * 86_400
"""How long money from cards takes to be there."""

AUTHORIZATION_SECONDS = 7 * 86_400
"""How long a bank keeps money ready (platform.md §7.1)."""

# The networks on which an authorization can be raised.
_GROWING = ("visa", "mastercard", "amex", "discover")

# How often somebody looks at a debit that never ends.
_LOOK_SECONDS = 86_400

_VERDICTS = {
    "winning_evidence": DisputeDecided("won"),
    "losing_evidence": DisputeDecided("lost"),
    "escalate_inquiry_evidence": DisputeDecided("escalated"),
}

_NEEDS_HOLDER = Decline("authentication_required", "authentication_required")
_NO_PAGE = "it has no page of its own"
_UNKNOWN = Decline("card_declined", "generic_decline")


class TestProcessor:
    """Every card and every account does what its number is documented to do."""

    def __init__(self, clock: Clock | None = None, *, seconds: float = 0.0, on_clock: bool = False) -> None:
        self._clock = clock or WallClock()
        self._seconds = seconds
        self._on_clock = on_clock

    def at(self, moment: int) -> "TestProcessor":
        """The same processor, for those to whom it is this moment (Unix seconds)."""
        return TestProcessor(FixedClock(moment), seconds=self._seconds, on_clock=True)

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        if self._seconds:
            await asyncio.sleep(self._seconds)
        return outcome(request, self._clock.now(), on_clock=self._on_clock)

    async def begin(self, key: str, request: BeginRequest) -> BeginOutcome:
        raise ProcessorSilent(_NO_PAGE)

    async def look(self, key: str, request: LookRequest) -> LookOutcome:
        raise ProcessorSilent(_NO_PAGE)

    async def cancel(self, key: str, request: CancelRequest) -> CancelOutcome:
        raise ProcessorSilent(_NO_PAGE)

    async def capture(self, key: str, request: CaptureRequest) -> CaptureOutcome:
        if self._seconds:
            await asyncio.sleep(self._seconds)
        return capture_outcome(request)

    async def release(self, key: str, request: ReleaseRequest) -> Released:
        return Released()

    async def increment(self, key: str, request: IncrementRequest) -> IncrementOutcome:
        return increment_outcome(request)

    async def set_up(self, key: str, request: SetUpRequest) -> SetUpOutcome:
        if self._seconds:
            await asyncio.sleep(self._seconds)
        return set_up_outcome(request)

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        return refund_outcome(request, self._clock.now())

    async def respond(self, key: str, request: DisputeRequest) -> Verdict:
        return verdict(request, self._clock.now())


def outcome(request: ChargeRequest, now: int, *, on_clock: bool = False) -> Outcome:
    """What has become of a payment by the moment `now`."""
    account = test_bank_accounts.by_name(request.token)
    if account is not None:
        return to_verify(account, request) or debit_outcome(account, request, now, on_clock=on_clock)
    card = test_cards.by_name(request.token)
    if card is None:
        return Declined(_UNKNOWN)
    if card.lookup_fails and request.wants_holder:
        return Declined(_UNKNOWN, card.risk)
    if asks_holder(card, request) and not request.authenticated:
        return ActionRequired() if request.may_ask else Declined(_NEEDS_HOLDER, card.risk)
    if card.decline is not None:
        return Declined(card.decline, card.risk)
    return _authorized(card, request.may_grow) if request.authorize_only else _taken(card, request.amount)


def capture_outcome(request: CaptureRequest) -> CaptureOutcome:
    """What becomes of an authorization that is captured: what would have become of the payment."""
    card = test_cards.by_name(request.token)
    return _taken(card, request.amount) if card is not None else AuthorizationExpired()


def increment_outcome(request: IncrementRequest) -> IncrementOutcome:
    """What becomes of an authorization that is to be larger: a card that pays less pays more."""
    card = test_cards.by_name(request.token)
    return _authorized(card, True) if card is not None else Declined(_UNKNOWN)


def _authorized(card: TestCard, may_grow: bool) -> Authorized:
    return Authorized(AUTHORIZATION_SECONDS, may_grow and card.brand in _GROWING, card.risk)


def _taken(card: TestCard, amount: int) -> Approved:
    wait = 0 if card.bypasses_pending else CARD_SECONDS
    return Approved(card.risk, card.notice, fee=card_fee(amount), available_in=wait)


def to_verify(account: TestBankAccount, request: ChargeRequest | SetUpRequest) -> ActionRequired | NotVerified | None:
    """What has to be done before an account is verified, where deposits are to do that; None where they have."""
    if request.deposits is not None:
        return test_deposits.refuted(account, request.deposits)
    return ActionRequired(test_deposits.ARRIVE_SECONDS) if request.by_deposits else None


def card_fee(amount: int) -> int:
    """What a payment by card costs in test mode: 2.9% and 30 minor units, Stripe's list price in the United States."""
    return round_half_up(Decimal(amount) * Decimal("0.029")) + 30


def debit_outcome(account: TestBankAccount, request: ChargeRequest, now: int, *, on_clock: bool = False) -> Outcome:
    """What has become of a debit: the bank takes its time."""
    seconds = account.seconds(on_clock=on_clock)
    if seconds is None:
        return Pending(_LOOK_SECONDS)
    left = request.made_at + seconds - now
    if left > 0:
        return Pending(left, account.risk)
    if account.decline is not None:
        return Declined(account.decline, account.risk)
    return Approved(account.risk, account.notice)


def set_up_outcome(request: SetUpRequest) -> SetUpOutcome:
    """What becomes of a set-up: a card that cannot be attached is declined, and every account is ready."""
    account = test_bank_accounts.by_name(request.token)
    if account is not None:
        return to_verify(account, request) or Approved()
    card = test_cards.by_name(request.token)
    if card is None:
        return Declined(_UNKNOWN)
    if card.secure in ("always", "until_set_up") and not request.authenticated:
        return ActionRequired()
    if card.decline is not None and not card.attaches:
        return Declined(card.decline, card.risk)
    return Approved(card.risk)


def refund_outcome(request: RefundRequest, now: int) -> RefundOutcome:
    """What becomes of a refund by the moment `now`: of some cards only later (platform.md §7.5, after-effects)."""
    card = test_cards.by_name(request.token)
    is_early = now < request.made_at + LATER_SECONDS
    if card is not None and card.refund == "pending":
        return RefundPending(again=LATER_SECONDS) if is_early else Refunded()
    if card is not None and card.refund == "fails_later":
        return Refunded(again=LATER_SECONDS) if is_early else RefundFailed("unknown")
    return Refunded()


def verdict(request: DisputeRequest, now: int) -> Verdict:
    """What the bank says of a dispute by the moment `now`: what the evidence asks for (platform.md §7.5)."""
    if request.accepts:
        return DisputeDecided("lost")
    wanted = _VERDICTS.get(request.evidence.get("uncategorized_text", "").strip())
    if wanted is None:
        return UnderReview(_LOOK_SECONDS)
    return wanted if now >= request.made_at + LATER_SECONDS else UnderReview(LATER_SECONDS)


def asks_holder(card: TestCard, request: ChargeRequest) -> bool:
    """Whether the bank wants to hear the holder before it pays."""
    if card.secure == "until_set_up":
        return not request.set_up
    if card.secure == "on_session":
        return not request.off_session
    return card.secure == "always" or (card.secure == "optional" and request.wants_holder)
