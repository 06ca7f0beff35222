"""What can be asked of events."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.events import queries, view
from billhook.events.params import ListEvents, ListV2Events

_event = partial(Verb, returns="event", shows=view.event, needs="events:read", mode=Mode.READ)

RETRIEVE = _event("event.retrieve", queries.event)
OF_REQUEST = _event("event.of_request", queries.of_request)
LIST = _event("event.list", queries.events, takes=ListEvents)

_v2_event = partial(Verb, returns="v2.core.event", shows=view.v2_event, needs="events:read", mode=Mode.READ)

RETRIEVE_THIN = _v2_event("event.retrieve_thin", queries.event)
LIST_THIN = _v2_event("event.list_thin", queries.v2_events, takes=ListV2Events)
