"""What can be asked of event destinations."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.event_destinations import queries, view
from billhook.event_destinations.actions.create import create
from billhook.event_destinations.actions.delete import delete
from billhook.event_destinations.actions.ping import ping
from billhook.event_destinations.actions.update import disable, enable, update
from billhook.event_destinations.params import (
    CreateDestination,
    ListDestinations,
    RetrieveDestination,
    UpdateDestination,
)
from billhook.events.view import v2_event

_NAME, _TYPE = "event_destination", "v2.core.event_destination"
_change = partial(Verb, needs="webhooks:write")
_look = partial(Verb, needs="webhooks:read", mode=Mode.READ)

CREATE = _change(f"{_NAME}.create", create, CreateDestination, _TYPE, view.destination)
UPDATE = _change(f"{_NAME}.update", update, UpdateDestination, _TYPE, view.destination)
ENABLE = _change(f"{_NAME}.enable", enable, None, _TYPE, view.destination)
DISABLE = _change(f"{_NAME}.disable", disable, None, _TYPE, view.destination)
DELETE = _change(f"{_NAME}.delete", delete, None, _TYPE, view.deleted)
PING = _change(f"{_NAME}.ping", ping, None, "v2.core.event", v2_event)
RETRIEVE = _look(f"{_NAME}.retrieve", queries.destination, RetrieveDestination, _TYPE, view.destination)
LIST = _look(f"{_NAME}.list", queries.destinations, ListDestinations, _TYPE, view.destination)
