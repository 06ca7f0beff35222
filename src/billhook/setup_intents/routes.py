"""`/v1/setup_intents` and `/v1/setup_attempts`."""

from billhook.setup_intents import verbs
from billhook.wire import routing
from billhook.wire.browsers import CONFIRMS, RETRIEVES, VERIFIES

_INTENT = "/v1/setup_intents/{intent}"

ROUTES = [
    routing.post("/v1/setup_intents", verbs.CREATE),
    routing.get("/v1/setup_intents", verbs.LIST, listing=True),
    routing.get(_INTENT, verbs.RETRIEVE, browser=RETRIEVES),
    routing.post(_INTENT, verbs.UPDATE),
    routing.post(f"{_INTENT}/confirm", verbs.CONFIRM, browser=CONFIRMS),
    routing.post(f"{_INTENT}/verify_microdeposits", verbs.VERIFY_DEPOSITS, browser=VERIFIES),
    routing.post(f"{_INTENT}/cancel", verbs.CANCEL),
    routing.get("/v1/setup_attempts", verbs.LIST_ATTEMPTS, listing=True),
]
