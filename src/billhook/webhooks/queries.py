"""What can be looked at: webhook endpoints, deliveries to them, and what is sent."""

import orjson

from billhook.db.tx import Reader
from billhook.events import store as events
from billhook.events import view as events_view
from billhook.events.objects import Event
from billhook.events.rules.thin import PING
from billhook.kernel import errors
from billhook.webhooks import deliveries_store, store
from billhook.webhooks.calling import HEADERS
from billhook.webhooks.objects import Attempted, Delivery, Endpoint, Request
from billhook.webhooks.params import ListDeliveries, ListEndpoints
from billhook.wire.lookups import existing

endpoint = existing(store.find, "webhook endpoint")
"""An endpoint. Raises NO_SUCH_PATH."""


async def endpoints(reader: Reader, params: ListEndpoints) -> tuple[list[Endpoint], bool]:
    """A page of the endpoints that get whole objects; the v1 API does not know the others."""
    return await store.page(reader, params, payload="snapshot")


async def deliveries(reader: Reader, params: ListDeliveries, endpoint_id: str) -> tuple[list[Delivery], bool]:
    """A page of deliveries to an endpoint, the newest event first."""
    return await deliveries_store.page(reader, endpoint_id, params)


async def delivery(reader: Reader, event_id: str, endpoint_id: str) -> Delivery:
    """The delivery of an event to an endpoint. Raises NO_SUCH_PATH."""
    found = await deliveries_store.find(reader, endpoint_id, event_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="delivery", id=event_id)
    return found


async def attempts(reader: Reader, event_id: str, endpoint_id: str) -> list[Attempted]:
    """Every attempt at a delivery with what was answered, the newest first."""
    return await deliveries_store.attempts(reader, endpoint_id, event_id)


async def request(reader: Reader, event_id: str, endpoint_id: str) -> Request:
    """What an endpoint is sent for an event, without the signature of an attempt. Raises NO_SUCH_PATH."""
    to = await endpoint(reader, endpoint_id)
    for event in await events.of_ids(reader, [event_id]):
        return Request(to.url, dict(HEADERS), body_of(reader, event, to))
    raise errors.NO_SUCH_PATH(noun="event", id=event_id)


async def of_event(reader: Reader, event_id: str) -> list[Delivery]:
    """The deliveries of an event, one for each endpoint that wanted it."""
    return await deliveries_store.of_event(reader, event_id)


def body_of(reader: Reader, event: Event, to: Endpoint) -> bytes:
    """The body of every attempt at a delivery; `event` is one of those that are delivered (`events.of_ids`)."""
    if to.payload == "thin" or event.type == PING:
        return orjson.dumps(events_view.thin_event(reader, event))
    return orjson.dumps(events_view.event(reader, event, api_version=to.api_version))
