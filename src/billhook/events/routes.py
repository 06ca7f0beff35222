"""`/v1/events`."""

from billhook.events import verbs
from billhook.wire import routing

ROUTES = [
    routing.get("/v1/events", verbs.LIST, listing=True),
    routing.get("/v1/events/{id}", verbs.RETRIEVE),
]
