"""`/v1/tax_rates`."""

from billhook.tax import verbs
from billhook.wire import routing

ROUTES = [
    routing.post("/v1/tax_rates", verbs.CREATE_RATE),
    routing.get("/v1/tax_rates", verbs.LIST_RATES, listing=True),
    routing.get("/v1/tax_rates/{tax_rate}", verbs.RETRIEVE_RATE),
    routing.post("/v1/tax_rates/{tax_rate}", verbs.UPDATE_RATE),
]
