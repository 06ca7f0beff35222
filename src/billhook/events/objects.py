"""An event, as stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """An event as stored; `object` and `previous` are JSON text in the newest API version."""

    id: str
    created: int
    type: str
    api_version: str
    object: str
    previous: str | None
    request: str | None
    idempotency_key: str | None
    pending_webhooks: int
