"""Events: the list, narrowed by type, and one event with its JSON and its deliveries."""

import orjson
from starlette.responses import Response

from billhook.dashboard.developers import words
from billhook.dashboard.developers.actors import actor_words
from billhook.dashboard.developers.logs import logged
from billhook.dashboard.developers.sections import DEVELOPERS, EVENTS
from billhook.dashboard.json_code import json_code, json_file
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.places import page_of
from billhook.dashboard.visiting import Visit
from billhook.events import verbs, view
from billhook.events.objects import Event
from billhook.events.params import ListEvents
from billhook.events.types import EVENT_TYPES
from billhook.webhooks import verbs as webhooks
from billhook.webhooks.params import ListEndpoints

_TYPES = tuple(sorted(EVENT_TYPES))


async def show_list(visit: Visit) -> Response:
    """The events that are kept, newest first."""
    wanted_type = visit.asked("type") if visit.asked("type") in EVENT_TYPES else ""
    wanted = ListEvents.of(type=wanted_type or None, **cursors(visit))
    events, has_more = await visit.look(verbs.LIST, wanted)
    return DEVELOPERS.page(
        visit,
        "developers/events.html",
        EVENTS,
        title="Events",
        rows=[(event, _object_of(event)) for event in events],
        types=(("", "Any"), *((name, name) for name in _TYPES)),
        type=wanted_type,
        pager=pager(visit, EVENTS, [e.id for e in events], has_more=has_more, query={"type": wanted_type}),
        page_of=page_of,
    )


async def show(visit: Visit) -> Response:
    """One event: its facts, its JSON as the API gives it, and to whom it was delivered. Or the JSON as a file."""
    event: Event = await visit.look(verbs.RETRIEVE, visit.named("event"))
    async with visit.reader() as reader:
        shown = reader.render(view.event, event)
    code, previous = json_code(shown), shown["data"].get("previous_attributes")
    if visit.asked("as") == "file":
        return json_file(event.id, code)
    deliveries, urls = [], {}
    if visit.may("deliveries:read"):
        deliveries = await visit.look(webhooks.DELIVERIES_OF_EVENT, event.id)
        endpoints, _ = await visit.look(webhooks.LIST, ListEndpoints.of(limit=100))
        urls = {endpoint.id: endpoint.url for endpoint in endpoints}
    return DEVELOPERS.page(
        visit,
        "developers/event.html",
        EVENTS,
        title=event.type,
        up=((visit.to(EVENTS), "Events"),),
        event=event,
        object=_object_of(event),
        page_of=page_of,
        deliveries=[(delivery, urls.get(delivery.endpoint, delivery.endpoint)) for delivery in deliveries],
        words=words,
        code=code,
        previous=json_code(previous) if previous else None,
        actor=await actor_words(visit, event.actor),
        is_logged=await logged(visit, event.request),
    )


def _object_of(event: Event) -> str:
    """The id of the object that an event is about; an empty text for one that has none."""
    return str(orjson.loads(event.object).get("id") or "")
