"""A webhook endpoint as the newest API version shows it."""

from typing import Any

from billhook.db.tx import Reader
from billhook.webhooks.store import Endpoint


def endpoint(reader: Reader, e: Endpoint, *, secret: bool = False) -> dict[str, Any]:
    """The wire object. The secret is shown once, by the call that creates the endpoint."""
    shown: dict[str, Any] = {
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
    if secret:
        shown["secret"] = e.secret
    return shown


def deleted(endpoint_id: str) -> dict[str, Any]:
    """What remains to be seen of a deleted endpoint."""
    return {"id": endpoint_id, "object": "webhook_endpoint", "deleted": True}
