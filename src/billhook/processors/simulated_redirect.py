"""A processor that moves nothing and has a page of its own elsewhere, where its payer decides what becomes of it.

`simulated_page.py` is that page. With both it can be tried what a payer, a merchant and a crash see of a payment that
leads away from Billhook.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict

import aiohttp

from billhook.processors.interface import (
    Approved,
    BeginOutcome,
    BeginRequest,
    Begun,
    CancelOutcome,
    CancelRequest,
    CaptureOutcome,
    CaptureRequest,
    ChargeRequest,
    Decline,
    Declined,
    DisputeDecided,
    DisputeRequest,
    Expired,
    IncrementOutcome,
    IncrementRequest,
    LookOutcome,
    LookRequest,
    Method,
    Outcome,
    Pending,
    ProcessorSilent,
    Refunded,
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

NAME = "simulated_redirect"
OFFERS = Offers(redirects=True, saves_away=True, types=("card", "ideal"))

_NEEDS_PAYER = Decline("authentication_required", "authentication_required")
_TIMEOUT = aiohttp.ClientTimeout(total=20)
_ANSWER_MAX = 65_536


class SimulatedRedirect:
    """Asks the page at `url`."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    async def begin(self, key: str, request: BeginRequest) -> BeginOutcome:
        made = await self._post("/sessions", {"key": key, **asdict(request)})
        if made.get("status") == "refused":
            return Declined(Decline(_text(made, "code")))
        return Begun(_text(made, "id"), _text(made, "url"), _number(made, "expires_at"))

    async def look(self, key: str, request: LookRequest) -> LookOutcome:
        return _read(await self._post("/look", {"id": request.reference}))

    async def cancel(self, key: str, request: CancelRequest) -> CancelOutcome:
        found = _read(await self._post("/cancel", {"id": request.reference}))
        if isinstance(found, Waiting):
            raise ProcessorSilent("it was not withdrawn")
        return Released() if isinstance(found, Expired) else found

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        return Declined(_NEEDS_PAYER)

    async def capture(self, key: str, request: CaptureRequest) -> CaptureOutcome:
        raise ProcessorSilent("nothing is authorized there")

    async def release(self, key: str, request: ReleaseRequest) -> Released:
        return Released()

    async def increment(self, key: str, request: IncrementRequest) -> IncrementOutcome:
        return Declined(_NEEDS_PAYER)

    async def set_up(self, key: str, request: SetUpRequest) -> SetUpOutcome:
        return Declined(_NEEDS_PAYER)

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        return Refunded()

    async def respond(self, key: str, request: DisputeRequest) -> Verdict:
        return DisputeDecided("lost")

    async def _post(self, path: str, sent: Mapping[str, object]) -> Mapping[str, object]:
        """The object that the page answers. Raises ProcessorSilent."""
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False) as session,
                session.post(f"{self._url}{path}", json=dict(sent), allow_redirects=False) as answer,
            ):
                body = await answer.content.read(_ANSWER_MAX)
                if answer.status != 200:
                    raise ProcessorSilent(f"status {answer.status}")
                found = json.loads(body)
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            raise ProcessorSilent(type(error).__name__) from None
        if not isinstance(found, dict):
            raise ProcessorSilent("no object")
        return found


def _read(found: Mapping[str, object]) -> Approved | Declined | Pending | Waiting | Expired:
    """What became of a session, by its status. Raises ProcessorSilent for what cannot be understood."""
    status = found.get("status")
    if status == "paid":
        details = found.get("details")
        method = Method(_text(found, "type"), details if isinstance(details, dict) else {})
        token = found.get("token")
        return Approved(
            fee=_number(found, "fee"), reference=_text(found, "charge"), method=method,
            token=token if isinstance(token, str) else None,
        )  # fmt: skip
    if status == "declined":
        return Declined(Decline("card_declined", _text(found, "code")))
    if status == "pending":
        return Pending(_number(found, "again"))
    if status == "open":
        return Waiting(_number(found, "again"))
    if status == "expired":
        return Expired()
    raise ProcessorSilent(f"status {status!r}")


def _text(found: Mapping[str, object], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise ProcessorSilent(f"no {name}")
    return value


def _number(found: Mapping[str, object], name: str) -> int:
    value = found.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ProcessorSilent(f"no {name}")
    return value
