"""`/v1/webhook_endpoints`."""

from typing import Any

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.webhooks import store, view
from billhook.webhooks.actions.create import create
from billhook.webhooks.actions.delete import delete
from billhook.webhooks.actions.update import update
from billhook.webhooks.params import CreateEndpoint, ListEndpoints, UpdateEndpoint
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing


async def retrieve(reader: Reader, params: Nothing, endpoint_id: str) -> dict[str, Any]:
    endpoint = await store.find(reader, endpoint_id)
    if endpoint is None:
        raise errors.NO_SUCH_PATH(noun="webhook endpoint", id=endpoint_id)
    return view.endpoint(reader, endpoint)


async def list_endpoints(reader: Reader, params: ListEndpoints) -> dict[str, Any]:
    endpoints, has_more = await store.page(reader, params)
    return envelope("/v1/webhook_endpoints", [view.endpoint(reader, e) for e in endpoints], has_more)


ROUTES = [
    routing.post("/v1/webhook_endpoints", create, CreateEndpoint, "webhook_endpoint"),
    routing.get("/v1/webhook_endpoints", list_endpoints, ListEndpoints, "webhook_endpoint", listing=True),
    routing.get("/v1/webhook_endpoints/{webhook_endpoint}", retrieve, Nothing, "webhook_endpoint"),
    routing.post("/v1/webhook_endpoints/{webhook_endpoint}", update, UpdateEndpoint, "webhook_endpoint"),
    routing.delete("/v1/webhook_endpoints/{webhook_endpoint}", delete, "webhook_endpoint"),
]
