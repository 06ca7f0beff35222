"""A webhook endpoint as the newest API version shows it."""

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.webhooks.objects import Endpoint


def endpoint(reader: Reader, e: Endpoint) -> WireObject:
    """The wire object, without the secret."""
    shown = {
        "id": e.id,
        "object": "webhook_endpoint",
        "api_version": e.api_version,
        "application": None,
        "created": e.created,
        "description": e.description,
        "enabled_events": e.enabled_events,
        "livemode": reader.tenant.livemode,
        "metadata": e.metadata,
        "status": e.status,
        "url": e.url,
    }
    return WireObject(shown)


def new_endpoint(reader: Reader, e: Endpoint) -> WireObject:
    """The wire object with the secret, which is shown once: by the call that creates the endpoint."""
    return WireObject({**endpoint(reader, e), "secret": e.secret})
