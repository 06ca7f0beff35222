"""Ping an event destination: send it an event that tells of nothing but itself."""

import orjson

from billhook.db.tx import Tx
from billhook.event_destinations import view
from billhook.event_destinations.objects import Destination
from billhook.events.objects import Event
from billhook.events.rules.thin import PING
from billhook.kernel import errors
from billhook.webhooks import store


async def ping(tx: Tx, id: str) -> Event:
    """The event, which is thin whatever the destination gets otherwise. Raises NO_SUCH_PATH, ENDPOINT_DISABLED."""
    endpoint = await store.find(tx, id)
    if endpoint is None:
        raise errors.NO_SUCH_PATH(noun="event destination", id=id)
    if not endpoint.is_enabled:
        raise errors.ENDPOINT_DISABLED(url=endpoint.url)
    object = orjson.dumps(view.destination(tx, Destination(endpoint))).decode()
    sent = tx.emit_test(PING, object, None, endpoint=endpoint.id)
    return Event(
        id=sent, created=tx.wall_now, type=PING, api_version=tx.tenant.api_version, object=object, previous=None,
        request=tx.cause.request, idempotency_key=tx.cause.idempotency_key, pending_webhooks=1,
        actor=str(tx.cause.actor), only_for=endpoint.id,
    )  # fmt: skip
