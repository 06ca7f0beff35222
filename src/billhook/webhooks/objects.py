"""Webhook endpoints and what comes of attempts at deliveries, as stored."""

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
