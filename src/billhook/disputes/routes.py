"""`/v1/disputes`, `/v1/radar/early_fraud_warnings`."""

from billhook.disputes import verbs
from billhook.wire import routing

_DISPUTE = "/v1/disputes/{dispute}"
_WARNINGS = "/v1/radar/early_fraud_warnings"

ROUTES = [
    routing.get("/v1/disputes", verbs.LIST, listing=True),
    routing.get(_DISPUTE, verbs.RETRIEVE),
    routing.post(_DISPUTE, verbs.RESPOND),
    routing.post(f"{_DISPUTE}/close", verbs.CLOSE),
    routing.get(_WARNINGS, verbs.LIST_WARNINGS, listing=True),
    routing.get(f"{_WARNINGS}/{{early_fraud_warning}}", verbs.RETRIEVE_WARNING),
]
