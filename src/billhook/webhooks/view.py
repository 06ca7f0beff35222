"""A webhook endpoint as the newest API version shows it."""

from typing import Any

from billhook.db.tx import Reader
from billhook.webhooks.objects import Endpoint

Object = dict[str, Any]


def endpoint(reader: Reader, e: Endpoint) -> Object:
    """The wire object, without the secret."""
    return {
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


def new_endpoint(reader: Reader, e: Endpoint) -> Object:
    """The wire object with the secret, which is shown once: by the call that creates the endpoint."""
    return {**endpoint(reader, e), "secret": e.secret}
