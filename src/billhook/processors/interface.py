"""The one interface to whoever moves money: what may be asked, and what may be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from billhook.processors.test_cards import Decline


class ProcessorSilent(Exception):
    """No answer came, or none that can be understood: nobody knows whether money moved. Ask again with the same key."""


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """Take `amount` (minor units of `currency`) with the method that the processor knows as `token`.

    `off_session`: the holder is not there. `may_ask`: he can be asked even so, later and on a page of ours.
    `authenticated`: he was asked, and agreed; `set_up`: he agreed before to payments in his absence.
    """

    amount: int
    currency: str
    token: str
    off_session: bool = False
    may_ask: bool = True
    set_up: bool = False
    authenticated: bool = False


@dataclass(frozen=True, slots=True)
class Approved:
    """The money was taken. `risk` is how the processor rates the payment."""

    risk: str = "normal"


@dataclass(frozen=True, slots=True)
class Declined:
    """No money moved, and why."""

    decline: Decline
    risk: str = "normal"


@dataclass(frozen=True, slots=True)
class ActionRequired:
    """No money moved yet: the holder has to agree first."""


Outcome = Approved | Declined | ActionRequired


class Processor(Protocol):
    """Somebody who moves money."""

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        """Take money once for this key, however often it is asked. Raises ProcessorSilent."""
        ...


def stored(request: ChargeRequest) -> dict[str, Any]:
    """A request as JSON, to be asked again after a crash."""
    return {name: getattr(request, name) for name in ChargeRequest.__dataclass_fields__}


def from_stored(request: Mapping[str, Any]) -> ChargeRequest:
    """The request that `stored` gave."""
    return ChargeRequest(**request)
