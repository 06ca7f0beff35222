"""`/v1/events` and `/v2/core/events`."""

from billhook.events import verbs
from billhook.wire import routing

ROUTES = [
    routing.get("/v1/events", verbs.LIST, listing=True),
    routing.get("/v1/events/{id}", verbs.RETRIEVE),
    routing.get_pages("/v2/core/events", verbs.LIST_THIN),
    routing.get("/v2/core/events/{event}", verbs.RETRIEVE_THIN),
]
