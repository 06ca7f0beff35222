"""`/v1/billhook/sandboxes`: a path of Billhook's own, which no path of Stripe's can be."""

from billhook.sandboxes import verbs
from billhook.wire import routing

ROUTES = [
    routing.post("/v1/billhook/sandboxes", verbs.CREATE),
    routing.get("/v1/billhook/sandboxes", verbs.LIST, listing=True),
    routing.get("/v1/billhook/sandboxes/{id}", verbs.RETRIEVE),
    routing.delete("/v1/billhook/sandboxes/{id}", verbs.DELETE),
]
