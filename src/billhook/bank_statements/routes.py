"""`/v1/billhook/bank_statements` and `/v1/billhook/bank_movements`: paths of Billhook's own."""

from billhook.bank_statements import verbs
from billhook.bank_statements.rules.values import BYTES_MAX
from billhook.wire import routing

_STATEMENTS, _MOVEMENTS = "/v1/billhook/bank_statements", "/v1/billhook/bank_movements"

ROUTES = [
    routing.upload(_STATEMENTS, verbs.IMPORT, bytes_max=BYTES_MAX),
    routing.get(_STATEMENTS, verbs.LIST, listing=True),
    routing.get(f"{_STATEMENTS}/{{statement}}", verbs.RETRIEVE),
    routing.get(_MOVEMENTS, verbs.LIST_MOVEMENTS, listing=True),
    routing.get(f"{_MOVEMENTS}/{{movement}}", verbs.RETRIEVE_MOVEMENT),
    routing.post(f"{_MOVEMENTS}/{{movement}}/assign", verbs.ASSIGN),
    routing.post(f"{_MOVEMENTS}/{{movement}}/dismiss", verbs.DISMISS),
]
