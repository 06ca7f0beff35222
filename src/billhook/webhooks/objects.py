"""Webhook endpoints, deliveries and attempts at them, as stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook endpoint as stored. Without an `api_version` it gets the account's."""

    id: str
    created: int
    url: str
    description: str | None
    enabled_events: list[str]
    api_version: str | None
    secret: str
    status: str
    metadata: dict[str, str]

    @property
    def is_enabled(self) -> bool:
        return self.status == "enabled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt, and what becomes of the delivery; a `next_attempt_at` leaves it pending."""

    event: str
    number: int
    at: int
    duration_ms: int
    response_status: int | None
    response_body: str | None
    error: str | None
    status: str
    next_attempt_at: int | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery of an event (of a `type`) to an endpoint, with what came of its last attempt.

    `status` is pending, delivered or failed; the moments are Unix seconds. Before the first attempt has ended the
    last three are None, and so is `response_status` of an attempt that nobody answered.
    """

    event: str
    type: str
    endpoint: str
    status: str
    attempts: int
    next_attempt_at: int | None
    created: int
    settled_at: int | None
    response_status: int | None
    duration_ms: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Attempted:
    """An attempt that has ended. `error` says in words what was wrong; `response_body` is the beginning of it."""

    number: int
    at: int
    duration_ms: int
    response_status: int | None
    response_body: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """What an endpoint is sent for an event: the body is the same with each attempt, the signature is not."""

    url: str
    headers: dict[str, str]
    body: bytes
