"""What this room tells the rooms above."""

from dataclasses import dataclass

from billhook.db.facts import Fact


@dataclass(frozen=True, slots=True)
class EventDelivered(Fact):
    """An event of a `type` that somebody waits for, about the object of this id, has no pending delivery left."""

    event: str
    type: str
    object_id: str
