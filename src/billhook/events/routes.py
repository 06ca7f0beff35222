"""`/v1/events`."""

from typing import Any

from billhook.db.tx import Reader
from billhook.events import store, view
from billhook.events.params import ListEvents
from billhook.kernel import errors
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing


async def retrieve(reader: Reader, params: Nothing, event_id: str) -> dict[str, Any]:
    event = await store.find(reader, event_id)
    if event is None:
        raise errors.NO_SUCH_PATH(noun="event", id=event_id)
    return view.event(reader, event)


async def list_events(reader: Reader, params: ListEvents) -> dict[str, Any]:
    if params.type and params.types:
        raise errors.EXCLUSIVE_PARAMETERS(param="types", names="type, types")
    events, has_more = await store.page(reader, params)
    return envelope("/v1/events", [view.event(reader, e) for e in events], has_more)


ROUTES = [
    routing.get("/v1/events", list_events, ListEvents, "event", listing=True),
    routing.get("/v1/events/{id}", retrieve, Nothing, "event"),
]
