"""`/v1/test_helpers/test_clocks`."""

from billhook.test_clocks import verbs
from billhook.wire import routing

_ALL = "/v1/test_helpers/test_clocks"
_ONE = f"{_ALL}/{{test_clock}}"

ROUTES = [
    routing.post(_ALL, verbs.CREATE),
    routing.get(_ALL, verbs.LIST, listing=True),
    routing.get(_ONE, verbs.RETRIEVE),
    routing.delete(_ONE, verbs.DELETE),
    routing.post(f"{_ONE}/advance", verbs.ADVANCE),
]
