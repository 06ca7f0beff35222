"""An event's envelope.

The object inside was rendered when the event happened, in the newest version. An account or endpoint on an
older version sees it through the same pure walk back every time, so its bytes never change either.
"""

import orjson

from billhook.db.tx import Reader
from billhook.events.objects import Event
from billhook.events.rules.thin import related, rfc3339, thin_type
from billhook.kernel.wire_object import WireObject
from billhook.wire.versions.chain import at, previous_at


def event(reader: Reader, e: Event, *, api_version: str | None = None) -> WireObject:
    """The wire object, at the version of the event or at that of an endpoint.

    `data` does not depend on the version of the request that asks (platform.md §5.1).
    """
    version = api_version or e.api_version
    newest = WireObject(orjson.loads(e.object))
    data = {"object": at(version, newest)}
    if e.previous is not None:
        data["previous_attributes"] = previous_at(version, newest, WireObject(orjson.loads(e.previous)))
    shown = {
        "id": e.id,
        "object": "event",
        "api_version": version,
        "created": e.created,
        "data": data,
        "livemode": reader.tenant.livemode,
        "pending_webhooks": e.pending_webhooks,
        "request": {"id": e.request, "idempotency_key": e.idempotency_key},
        "type": e.type,
    }
    return WireObject(shown)


def thin_event(reader: Reader, e: Event) -> WireObject:
    """What a destination for thin events is sent: no object, only where it is found. It has no version."""
    at_object = related(orjson.loads(e.object))
    request = {"id": e.request, "idempotency_key": e.idempotency_key}
    shown = {
        "id": e.id,
        "object": "v2.core.event",
        "context": None,
        "created": rfc3339(e.created),
        "livemode": reader.tenant.livemode,
        "reason": {"type": "request", "request": request} if e.request is not None else None,
        "related_object": (
            {"id": at_object.id, "type": at_object.type, "url": at_object.url} if at_object is not None else None
        ),
        "type": thin_type(e.type),
    }
    return WireObject(shown)


def v2_event(reader: Reader, e: Event) -> WireObject:
    """The same event as the v2 API shows it. The snapshot event is this very event in the v1 API."""
    is_of_v1 = thin_type(e.type) != e.type
    return WireObject({**thin_event(reader, e), "changes": None, "snapshot_event": e.id if is_of_v1 else None})
