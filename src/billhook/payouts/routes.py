"""`/v1/payouts`. The processor pays out by its own schedule, so nobody makes, cancels or reverses one here."""

from billhook.payouts import verbs
from billhook.wire import routing

ROUTES = [
    routing.get("/v1/payouts", verbs.LIST, listing=True),
    routing.get("/v1/payouts/{payout}", verbs.RETRIEVE),
]
