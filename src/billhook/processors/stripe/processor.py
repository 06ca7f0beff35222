"""Stripe, as the one interface to processors asks it."""

from collections.abc import Awaitable, Sequence
from typing import TypeVar

from billhook.kernel.clock import Clock, WallClock
from billhook.processors.following import Followed, FollowRequest, Missed
from billhook.processors.interface import (
    BeginRequest,
    Begun,
    CancelRequest,
    CaptureOutcome,
    CaptureRequest,
    ChargeRequest,
    Declined,
    DisputeRequest,
    Expired,
    IncrementOutcome,
    IncrementRequest,
    LookRequest,
    Outcome,
    ProcessorSilent,
    RefundOutcome,
    RefundRequest,
    Released,
    ReleaseRequest,
    SetUpOutcome,
    SetUpRequest,
    Verdict,
    Waiting,
)  # fmt: skip
from billhook.processors.offers import Offers
from billhook.processors.paying_out import PaidItems, SeenPayout
from billhook.processors.references import References
from billhook.processors.stripe import disputes, following, intents, payouts, refunds, sessions
from billhook.processors.stripe.client import Refusal, StripeClient

T = TypeVar("T")

NAME = "stripe"

OFFERS = Offers(takes_tokens=True, redirects=True, saves_away=True, follows=True, pays_out=True)
"""Its page shows the types of methods that the merchant has switched on there."""


class StripeProcessor:
    """One Stripe account. What it made is written down in `kept`, so that a lost answer is found again.

    `charge` in requests is the key of the call that took the money, or what Stripe calls it (`cs_…`, `pi_…`).
    """

    offers = OFFERS

    def __init__(self, client: StripeClient, kept: References, clock: Clock | None = None) -> None:
        self._client = client
        self._kept = kept
        self._clock = clock or WallClock()

    async def begin(self, key: str, request: BeginRequest) -> Begun | Declined:
        return await _or_silent(sessions.begin(self._client, self._kept, key, request, self._clock.now()))

    async def look(self, key: str, request: LookRequest) -> Outcome | Waiting | Expired:
        return await _or_silent(sessions.look(self._client, request, self._clock.now()))

    async def cancel(self, key: str, request: CancelRequest) -> Released | Outcome:
        return await _or_silent(sessions.cancel(self._client, key, request, self._clock.now()))

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        return await _or_silent(intents.charge(self._client, self._kept, key, request, self._clock.now()))

    async def capture(self, key: str, request: CaptureRequest) -> CaptureOutcome:
        intent = await self._intent(request.charge)
        return await _or_silent(intents.capture(self._client, key, request, intent, self._clock.now()))

    async def release(self, key: str, request: ReleaseRequest) -> Released:
        intent = await self._intent(request.charge)
        return await _or_silent(intents.release(self._client, key, request, intent))

    async def increment(self, key: str, request: IncrementRequest) -> IncrementOutcome:
        intent = await self._intent(request.charge)
        return await _or_silent(intents.increment(self._client, key, request, intent, self._clock.now()))

    async def set_up(self, key: str, request: SetUpRequest) -> SetUpOutcome:
        return await intents.set_up(self._client, self._kept, key, request)

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        intent = await self._intent(request.charge)
        asked = refunds.refund(self._client, self._kept, key, request, intent, self._clock.now())
        return await _or_silent(asked)

    async def respond(self, key: str, request: DisputeRequest) -> Verdict:
        intent = await self._intent(request.charge)
        return await _or_silent(disputes.respond(self._client, self._kept, key, request, intent))

    async def follow(self, key: str, request: FollowRequest) -> Followed:
        return await _or_silent(following.follow(self._client, request, self._clock.now()))

    async def missed(self, after: str | None, since: int) -> Missed:
        return await _or_silent(following.missed(self._client, after, since))

    async def payouts(self, since: int) -> Sequence[SeenPayout]:
        return await _or_silent(payouts.payouts(self._client, since))

    async def paid_by(self, reference: str, after: str | None) -> PaidItems:
        return await _or_silent(payouts.paid_by(self._client, reference, after))

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()

    async def _intent(self, charge: str) -> str:
        reference = charge if charge.startswith(("pi_", "cs_")) else await self._kept.of(charge)
        if reference is None:
            raise ProcessorSilent("nothing is written down of what took this money")
        return await _or_silent(sessions.intent_of(self._client, reference))


async def _or_silent(asked: Awaitable[T]) -> T:
    """A no that no answer of the interface fits: nobody knows what became of it."""
    try:
        return await asked
    except Refusal as refusal:
        raise ProcessorSilent(f"Stripe answers {refusal}") from None
