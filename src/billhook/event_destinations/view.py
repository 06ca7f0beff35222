"""An event destination as the v2 API shows it."""

from billhook.db.tx import Reader
from billhook.event_destinations.objects import SECRET, URL, Destination
from billhook.events.rules.thin import rfc3339, thin_type
from billhook.kernel.wire_object import WireObject
from billhook.wire.deleted import Deleted


def destination(reader: Reader, d: Destination) -> WireObject:
    """The wire object. The address and the secret are empty unless they are to be included."""
    e = d.endpoint
    is_thin = e.payload == "thin"
    # Somebody disabled it, or it failed for days; for the latter the documentation has no reason.
    by_somebody = not e.is_enabled and e.given_up_at is None
    shown = {
        "id": e.id,
        "object": "v2.core.event_destination",
        "amazon_eventbridge": None,
        "azure_event_grid": None,
        "created": rfc3339(e.created),
        "description": e.description or "",
        "enabled_events": [thin_type(name) for name in e.enabled_events] if is_thin else e.enabled_events,
        "event_payload": e.payload,
        "events_from": ["@self"],
        "livemode": reader.tenant.livemode,
        "metadata": e.metadata,
        "name": e.name or e.description or e.url,
        "snapshot_api_version": None if is_thin else e.api_version or reader.tenant.api_version,
        "status": e.status,
        "status_details": {"disabled": {"reason": "user"}} if by_somebody else None,
        "type": "webhook_endpoint",
        "updated": rfc3339(e.updated or e.created),
        "webhook_endpoint": {
            "signing_secret": e.secret if SECRET in d.included else None,
            "url": e.url if URL in d.included else None,
        },
    }
    return WireObject(shown)


def deleted(reader: Reader, stub: Deleted) -> WireObject:
    """What is left of a deleted one."""
    return WireObject({"id": stub.id, "object": "v2.core.event_destination"})
