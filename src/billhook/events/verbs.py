"""What can be asked of events."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.events import queries, view
from billhook.events.params import ListEvents

_event = partial(Verb, returns="event", shows=view.event, needs="events:read", mode=Mode.READ)

RETRIEVE = _event("event.retrieve", queries.event)
OF_REQUEST = _event("event.of_request", queries.of_request)
LIST = _event("event.list", queries.events, takes=ListEvents)
