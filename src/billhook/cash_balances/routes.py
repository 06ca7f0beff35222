"""`/v1/customers/{id}/cash_balance`, its ledger, funding instructions, and the test helper that sends money."""

from billhook.cash_balances import verbs
from billhook.wire import routing

_CASH = "/v1/customers/{customer}/cash_balance"

ROUTES = [
    routing.get(_CASH, verbs.RETRIEVE),
    routing.post(_CASH, verbs.UPDATE),
    routing.get(f"{_CASH}_transactions", verbs.LIST_MOVEMENTS, listing=True),
    routing.get(f"{_CASH}_transactions/{{cash_transaction}}", verbs.RETRIEVE_MOVEMENT),
    routing.post("/v1/customers/{customer}/funding_instructions", verbs.INSTRUCT),
    routing.post("/v1/test_helpers/customers/{customer}/fund_cash_balance", verbs.FUND),
]
