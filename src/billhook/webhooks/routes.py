"""`/v1/webhook_endpoints`."""

from billhook.webhooks import verbs
from billhook.wire import routing

ROUTES = [
    routing.post("/v1/webhook_endpoints", verbs.CREATE),
    routing.get("/v1/webhook_endpoints", verbs.LIST, listing=True),
    routing.get("/v1/webhook_endpoints/{webhook_endpoint}", verbs.RETRIEVE),
    routing.post("/v1/webhook_endpoints/{webhook_endpoint}", verbs.UPDATE),
    routing.delete("/v1/webhook_endpoints/{webhook_endpoint}", verbs.DELETE),
]
