"""What this room tells the rooms above."""

from dataclasses import dataclass

from billhook.db.facts import Fact
from billhook.webhooks.objects import Endpoint


@dataclass(frozen=True, slots=True)
class EventDelivered(Fact):
    """An event of a `type` that somebody waits for, about the object of this id, has no pending delivery left."""

    event: str
    type: str
    object_id: str


@dataclass(frozen=True, slots=True)
class EndpointFailing(Fact):
    """An endpoint has failed since a moment, for days. If it fails on, it is disabled from `disabled_from` on.

    `at` is when this was noticed; `problem` says in words what was wrong with the last attempt.
    """

    endpoint: Endpoint
    since: int
    at: int
    disabled_from: int
    problem: str


@dataclass(frozen=True, slots=True)
class EndpointDisabled(Fact):
    """An endpoint was disabled at a moment, because it failed `since` another; `problem` is of the last attempt."""

    endpoint: Endpoint
    since: int
    at: int
    problem: str
