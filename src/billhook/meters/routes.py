"""`/v1/billing/meters`, `/v1/billing/meter_events` and `/v1/billing/meter_event_adjustments`."""

from billhook.meters import verbs
from billhook.wire import routing

_METER = "/v1/billing/meters/{id}"

ROUTES = [
    routing.post("/v1/billing/meters", verbs.CREATE),
    routing.get("/v1/billing/meters", verbs.LIST, listing=True),
    routing.get(_METER, verbs.RETRIEVE),
    routing.post(_METER, verbs.UPDATE),
    routing.post(f"{_METER}/deactivate", verbs.DEACTIVATE),
    routing.post(f"{_METER}/reactivate", verbs.REACTIVATE),
    routing.get(f"{_METER}/event_summaries", verbs.LIST_SUMMARIES, listing=True),
    routing.post("/v1/billing/meter_events", verbs.TAKE_EVENT),
    routing.post("/v1/billing/meter_event_adjustments", verbs.CANCEL_EVENT),
]
