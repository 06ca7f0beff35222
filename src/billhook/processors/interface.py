"""The one interface to whoever moves money: what may be asked, and what may be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class ProcessorSilent(Exception):
    """No answer came, or none that can be understood: nobody knows whether money moved. Ask again with the same key."""


@dataclass(frozen=True, slots=True)
class Decline:
    """Why a payment is declined: Stripe's error code, and the bank's own reason where that is `card_declined`."""

    code: str
    decline_code: str | None = None
    blocked: bool = False
    """Stopped before it reached the bank."""


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """Take `amount` (minor units of `currency`) with the method that the processor knows as `token`.

    `off_session`: the holder is not there. `may_ask`: he can be asked even so, later and on a page of ours.
    `authenticated`: he was asked, and agreed; `set_up`: he agreed before to payments in his absence. `mandate` is the
    permission by which an account is debited, by its id. `made_at`: Unix seconds.
    """

    amount: int
    currency: str
    token: str
    off_session: bool = False
    may_ask: bool = True
    set_up: bool = False
    authenticated: bool = False
    mandate: str | None = None
    made_at: int = 0


@dataclass(frozen=True, slots=True)
class SetUpRequest:
    """Make the method `token` ready for payments in its holder's absence, who is there now. The rest as above."""

    token: str
    mandate: str | None = None
    authenticated: bool = False


@dataclass(frozen=True, slots=True)
class Approved:
    """The money was taken, or the method is ready. `risk` is how the processor rates the payment."""

    risk: str = "normal"


@dataclass(frozen=True, slots=True)
class Declined:
    """No money moved, and why."""

    decline: Decline
    risk: str = "normal"


@dataclass(frozen=True, slots=True)
class ActionRequired:
    """No money moved yet: the holder has to agree first."""


@dataclass(frozen=True, slots=True)
class Pending:
    """The bank was told to pay, and nobody knows yet whether it will: ask again after so many seconds."""

    again: int
    risk: str = "normal"


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Give back `amount` (minor units of `currency`) of the payment that was made for the key `charge` with the method
    `token`. `made_at`: Unix seconds."""

    amount: int
    currency: str
    charge: str
    token: str = ""
    made_at: int = 0


@dataclass(frozen=True, slots=True)
class Refunded:
    """The money goes back. Where it may still come to nothing, ask again after `again` seconds."""

    again: int | None = None


@dataclass(frozen=True, slots=True)
class RefundPending:
    """Nobody knows yet whether it goes back: ask again after so many seconds."""

    again: int


@dataclass(frozen=True, slots=True)
class NotRefunded:
    """It does not, and why: one of Stripe's failure reasons (platform.md §7.8)."""

    reason: str


Outcome = Approved | Declined | ActionRequired | Pending
RefundOutcome = Refunded | RefundPending | NotRefunded
SetUpOutcome = Approved | Declined | ActionRequired
Request = ChargeRequest | RefundRequest | SetUpRequest
Answer = Outcome | RefundOutcome


def again(answer: Answer) -> int | None:
    """After how many seconds the same has to be asked once more; None where the answer is final."""
    return answer.again if isinstance(answer, Pending | Refunded | RefundPending) else None


class Processor(Protocol):
    """Somebody who moves money."""

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        """Take money once for this key, however often it is asked; what came of it may change while it is `Pending`.

        Raises ProcessorSilent.
        """
        ...

    async def set_up(self, key: str, request: SetUpRequest) -> SetUpOutcome:
        """Ask the bank whether a method can be used later, without moving money. Raises ProcessorSilent."""
        ...

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        """Give money back once for this key, however often it is asked; what came of it may change until the answer is
        final. Raises ProcessorSilent."""
        ...


_KINDS: dict[str, type[ChargeRequest] | type[RefundRequest] | type[SetUpRequest]] = {
    "charge": ChargeRequest,
    "refund": RefundRequest,
    "set_up": SetUpRequest,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def stored(request: Request) -> dict[str, Any]:
    """A request as JSON, to be asked again after a crash."""
    return {"kind": _NAMES[type(request)]} | {
        name: getattr(request, name) for name in type(request).__dataclass_fields__
    }


def from_stored(asked: Mapping[str, Any]) -> Request:
    """The request that `stored` gave."""
    values = dict(asked)
    return _KINDS[values.pop("kind")](**values)


async def ask(processor: Processor, key: str, asked: Mapping[str, Any]) -> Answer:
    """Ask what `stored` wrote down. Raises ProcessorSilent."""
    request = from_stored(asked)
    if isinstance(request, ChargeRequest):
        return await processor.charge(key, request)
    if isinstance(request, SetUpRequest):
        return await processor.set_up(key, request)
    return await processor.refund(key, request)
