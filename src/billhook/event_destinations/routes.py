"""`/v2/core/event_destinations`."""

from billhook.event_destinations import verbs
from billhook.wire import routing

_ALL = "/v2/core/event_destinations"
_ONE = f"{_ALL}/{{event_destination}}"

ROUTES = [
    routing.post(_ALL, verbs.CREATE),
    routing.get_pages(_ALL, verbs.LIST),
    routing.get(_ONE, verbs.RETRIEVE),
    routing.post(_ONE, verbs.UPDATE),
    routing.delete(_ONE, verbs.DELETE),
    routing.post(f"{_ONE}/enable", verbs.ENABLE),
    routing.post(f"{_ONE}/disable", verbs.DISABLE),
    routing.post(f"{_ONE}/ping", verbs.PING),
]
