"""Webhook endpoints, deliveries and attempts at them, as stored."""

from dataclasses import dataclass

from billhook.webhooks.rules.failing import Health


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook endpoint as stored. Without an `api_version` it gets the account's.

    `old_secret` is that of before the last roll; it signs too until `old_secret_until`, in Unix seconds.
    `failing_since` is the first failed attempt since the last success, `warned_at` when people were told. Billhook
    disabled the endpoint by itself at `given_up_at`. `payload` is snapshot or thin; `name` and `updated` are those of
    the v2 API.
    """

    id: str
    created: int
    url: str
    description: str | None
    enabled_events: list[str]
    api_version: str | None
    secret: str
    status: str
    metadata: dict[str, str]
    old_secret: str | None = None
    old_secret_until: int | None = None
    failing_since: int | None = None
    warned_at: int | None = None
    given_up_at: int | None = None
    payload: str = "snapshot"
    name: str | None = None
    updated: int | None = None

    @property
    def is_enabled(self) -> bool:
        return self.status == "enabled"

    @property
    def health(self) -> Health:
        """Whether it works."""
        return Health(self.failing_since, self.warned_at)

    def secrets(self, now: int) -> tuple[str, ...]:
        """The secrets that sign at a moment, the newest first."""
        if self.old_secret is None or self.old_secret_until is None or self.old_secret_until <= now:
            return (self.secret,)
        return (self.secret, self.old_secret)


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

    @property
    def problem(self) -> str:
        """What was wrong with the attempt, in words: `no connection: …`, `status 500`."""
        return self.error or f"status {self.response_status}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery of an event (of a `type`) to an endpoint, with what came of its last attempt.

    `status` is pending, delivered or failed; the moments are Unix seconds. Before the first attempt has ended the
    last three are None, and so is `response_status` of an attempt that nobody answered. `is_test`: nothing happened,
    somebody wanted to see what the endpoint does.
    """

    event: str
    type: str
    is_test: bool
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
class TestEvent:
    """A test event that is on its way."""

    id: str
    type: str


@dataclass(frozen=True, slots=True)
class Request:
    """What an endpoint is sent for an event: the body is the same with each attempt, the signature is not."""

    url: str
    headers: dict[str, str]
    body: bytes
