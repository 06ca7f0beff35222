"""An event, as stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """An event as stored; `object` and `previous` are JSON text in the newest API version.

    `actor` says who acted (`db/cause.py`). A test event has gone to the endpoint `only_for` alone.
    """

    id: str
    created: int
    type: str
    api_version: str
    object: str
    previous: str | None
    request: str | None
    idempotency_key: str | None
    pending_webhooks: int
    actor: str | None
    only_for: str | None
