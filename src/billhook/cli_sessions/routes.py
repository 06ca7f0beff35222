"""`/v1/stripecli`, and what sends an event again."""

from billhook.cli_sessions import verbs
from billhook.wire import routing

ROUTES = [
    routing.post("/v1/stripecli/sessions", verbs.OPEN),
    routing.post("/v1/events/{id}/retry", verbs.RETRY_EVENT),
]
