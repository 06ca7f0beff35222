"""Mollie, as the one interface to processors asks it."""

from collections.abc import Awaitable
from typing import TypeVar

from billhook.kernel.clock import Clock, WallClock
from billhook.processors.connecting import Surroundings
from billhook.processors.interface import (
    Approved,
    BeginRequest,
    Begun,
    CancelRequest,
    CaptureOutcome,
    CaptureRequest,
    ChargeRequest,
    Decline,
    Declined,
    DisputeRequest,
    IncrementOutcome,
    IncrementRequest,
    LookOutcome,
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
)  # fmt: skip
from billhook.processors.mollie import payments, refunds, verdicts
from billhook.processors.mollie.client import MollieClient, Refusal, at
from billhook.processors.offers import Offers
from billhook.processors.reading import text

T = TypeVar("T")

NAME = "mollie"

OFFERS = Offers(takes_tokens=True, redirects=True, authorizes=False)
"""Its page shows the methods that the merchant has switched on there. Nothing is only kept ready."""


class MollieProcessor:
    """One Mollie account. What it made is written down, so that a lost answer is found again.

    `charge` in requests is the key of the call that took the money, or what Mollie calls it (`tr_…`).
    """

    offers = OFFERS

    def __init__(self, client: MollieClient, around: Surroundings, clock: Clock | None = None) -> None:
        self._client = client
        self._around = around
        self._clock = clock or WallClock()

    async def begin(self, key: str, request: BeginRequest) -> Begun | Declined:
        return await _or_silent(payments.begin(self._client, self._around, key, request, self._clock.now()))

    async def look(self, key: str, request: LookRequest) -> LookOutcome:
        return await _or_silent(payments.look(self._client, request))

    async def cancel(self, key: str, request: CancelRequest) -> Released | Outcome:
        return await _or_silent(payments.cancel(self._client, request))

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        return await _or_silent(payments.charge(self._client, self._around, key, request))

    async def capture(self, key: str, request: CaptureRequest) -> CaptureOutcome:
        raise _not_offered("capture")

    async def release(self, key: str, request: ReleaseRequest) -> Released:
        raise _not_offered("release")

    async def increment(self, key: str, request: IncrementRequest) -> IncrementOutcome:
        raise _not_offered("increment")

    async def set_up(self, key: str, request: SetUpRequest) -> SetUpOutcome:
        """A mandate is made by a first payment; here it is only read whether it still holds."""
        return await _or_silent(self._set_up(request))

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        asked = refunds.refund(
            self._client, self._around.kept, key, request, await self._payment(request.charge), self._clock.now()
        )
        return await _or_silent(asked)

    async def respond(self, key: str, request: DisputeRequest) -> Verdict:
        """Mollie takes no answer: it is only read whether the bank has taken the chargeback back."""
        path = at(payments.PAYMENTS, await self._payment(request.charge), "chargebacks")
        return verdicts.of_chargebacks(await _or_silent(self._client.all_of(path, "chargebacks")))

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()

    async def _set_up(self, request: SetUpRequest) -> SetUpOutcome:
        customer, _, mandate = request.token.partition(":")
        unusable = Declined(Decline("card_declined", "invalid_account"), verdicts.RISK)
        if not mandate:
            return unusable
        try:
            status = text(await self._client.get(at("customers", customer, "mandates", mandate)), "status")
        except Refusal as refusal:
            if refusal.is_missing:
                return unusable
            raise
        if status not in ("valid", "pending"):
            return unusable
        return Approved(verdicts.RISK, reference=mandate, token=request.token, mandate=mandate)

    async def _payment(self, charge: str) -> str:
        reference = charge if charge.startswith("tr_") else await self._around.kept.of(charge)
        if reference is None:
            raise ProcessorSilent("nothing is written down of what took this money")
        return reference


def _not_offered(what: str) -> ProcessorSilent:
    return ProcessorSilent(f"{what} is not offered with Mollie")


async def _or_silent(asked: Awaitable[T]) -> T:
    """A no that no answer of the interface fits: nobody knows what became of it."""
    try:
        return await asked
    except Refusal as refusal:
        raise ProcessorSilent(f"Mollie answers {refusal}") from None
