"""`/v1/balance_transactions`, `/v1/balance`."""

from billhook.ledger import verbs
from billhook.wire import routing

ROUTES = [
    routing.get("/v1/balance_transactions", verbs.LIST, listing=True),
    routing.get("/v1/balance_transactions/{id}", verbs.RETRIEVE),
    routing.get("/v1/balance", verbs.RETRIEVE_BALANCE),
]
