"""`/v1/checkout/sessions`."""

from billhook.checkout import verbs
from billhook.wire import routing

_SESSION = "/v1/checkout/sessions/{session}"

ROUTES = [
    routing.post("/v1/checkout/sessions", verbs.CREATE),
    routing.get("/v1/checkout/sessions", verbs.LIST, listing=True),
    routing.get(_SESSION, verbs.RETRIEVE),
    routing.post(_SESSION, verbs.UPDATE),
    routing.post(f"{_SESSION}/expire", verbs.EXPIRE),
    routing.get(f"{_SESSION}/line_items", verbs.LIST_LINES, listing=True),
]
