"""GoCardless, as the one interface to processors asks it."""

from collections.abc import Awaitable
from typing import TypeVar

from billhook.kernel.clock import Clock, WallClock
from billhook.processors.connecting import Surroundings
from billhook.processors.gocardless import payments, refunds, verdicts
from billhook.processors.gocardless.client import GoCardlessClient, Refusal
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
from billhook.processors.offers import Offers
from billhook.processors.reading import text

T = TypeVar("T")

NAME = "gocardless"

OFFERS = Offers(takes_tokens=True, redirects=True, authorizes=False)
"""Its page shows the bank debit or instant bank payment of the currency, and no cards. Nothing is only kept ready."""


class GoCardlessProcessor:
    """One GoCardless account. What it made is written down, so that a lost answer is found again.

    `charge` in requests is the key of the call that took the money, or what GoCardless calls it (`PM…`).
    """

    offers = OFFERS

    def __init__(self, client: GoCardlessClient, around: Surroundings, clock: Clock | None = None) -> None:
        self._client = client
        self._around = around
        self._clock = clock or WallClock()

    async def begin(self, key: str, request: BeginRequest) -> Begun | Declined:
        return await _or_silent(payments.begin(self._client, self._around, key, request, self._clock.now()))

    async def look(self, key: str, request: LookRequest) -> LookOutcome:
        return await _or_silent(payments.look(self._client, self._around, request, self._clock.now()))

    async def cancel(self, key: str, request: CancelRequest) -> Released | Outcome:
        return await _or_silent(payments.cancel(self._client, self._around, request))

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        return await _or_silent(payments.charge(self._client, self._around, key, request))

    async def capture(self, key: str, request: CaptureRequest) -> CaptureOutcome:
        raise _not_offered("capture")

    async def release(self, key: str, request: ReleaseRequest) -> Released:
        raise _not_offered("release")

    async def increment(self, key: str, request: IncrementRequest) -> IncrementOutcome:
        raise _not_offered("increment")

    async def set_up(self, key: str, request: SetUpRequest) -> SetUpOutcome:
        """A mandate is given on the page (`begin`); here it is only read whether it still holds."""
        return await _or_silent(self._set_up(request))

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        payment = await self._payment(request.charge)
        return await _or_silent(
            refunds.refund(self._client, self._around.kept, key, request, payment, self._clock.now())
        )

    async def respond(self, key: str, request: DisputeRequest) -> Verdict:
        """GoCardless takes no answer: it is only read whether the bank has taken the chargeback back."""
        payment = await self._payment(request.charge)
        return verdicts.of_chargeback(await _or_silent(self._client.get(payments.PAYMENTS, payment)))

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()

    async def _set_up(self, request: SetUpRequest) -> SetUpOutcome:
        unusable = Declined(Decline("no_account"), verdicts.RISK)
        if not payments.MANDATE.fullmatch(request.token):
            return unusable
        try:
            status = text(await self._client.get("mandates", request.token), "status")
        except Refusal as refusal:
            if refusal.status in (404, 410):
                return unusable
            raise
        if status not in verdicts.USABLE:
            return unusable
        return Approved(verdicts.RISK, reference=request.token, token=request.token, mandate=request.token)

    async def _payment(self, charge: str) -> str:
        return await _or_silent(payments.payment_of(self._client, self._around.kept, charge))


def _not_offered(what: str) -> ProcessorSilent:
    return ProcessorSilent(f"{what} is not offered with GoCardless")


async def _or_silent(asked: Awaitable[T]) -> T:
    """A no that no answer of the interface fits: nobody knows what became of it."""
    try:
        return await asked
    except Refusal as refusal:
        raise ProcessorSilent(f"GoCardless answers {refusal}") from None
