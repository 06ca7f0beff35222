"""What made a transaction happen, and who."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NotRequired, TypedDict


class By(Enum):
    """The kinds of actors."""

    KEY = "key"
    """An API key."""
    PERSON = "person"
    """Somebody in the Dashboard."""
    PAYER = "payer"
    """The payer of an invoice, on its page."""
    JOB = "job"
    """The worker, because a moment has come or another transaction asked for it."""
    OPERATOR = "operator"
    """Somebody at the command line."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a kind, and a name within the kind (the id of a key or a person, the name of a job).

    `label` is what a person was called when they did it.
    """

    by: By
    name: str = ""
    label: str = ""

    def __str__(self) -> str:
        """As stored with each event: `key:…`, `job:invoices.collect`, `payer`."""
        return f"{self.by.value}:{self.name}" if self.name else self.by.value


OPERATOR = Actor(By.OPERATOR)
PAYER = Actor(By.PAYER)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a person acts from: the address of their device, what its browser calls itself, and their session."""

    address: str
    device: str
    session: str | None = None


class HowToReply(TypedDict):
    """The terms of a response: the idempotency `key`, the `version` of the API, the object type (`returns`), the paths
    to `expand`, and whether a `browser` asked."""

    key: str
    version: str
    returns: str
    expand: Sequence[str]
    browser: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Cause:
    """What made a transaction happen: a request with its idempotency key, or neither, and who acts.

    `held`: an earlier transaction of the request holds the key already (`db/calls.py`). `settles`: an earlier one
    claimed a call, whose answer is acted upon. `asked_first` are the objects about which somebody outside was asked
    before (`db/calls.py`, `ask_first`). `reply` says how a response is to be written for the key if another process
    has to write it. What has an `origin` goes into the audit log.
    """

    request: str | None = None
    idempotency_key: str | None = None
    held: bool = False
    settles: bool = False
    reply: HowToReply | None = None
    actor: Actor = OPERATOR
    origin: Origin | None = None
    asked_first: tuple[str, ...] = ()
