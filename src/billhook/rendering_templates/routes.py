"""`/v1/invoice_rendering_templates`. Nothing is made or changed there: pages do that."""

from billhook.rendering_templates import verbs
from billhook.wire import routing

_ONE = "/v1/invoice_rendering_templates/{template}"

ROUTES = [
    routing.get("/v1/invoice_rendering_templates", verbs.LIST, listing=True),
    routing.get(_ONE, verbs.RETRIEVE),
    routing.post(f"{_ONE}/archive", verbs.ARCHIVE),
    routing.post(f"{_ONE}/unarchive", verbs.UNARCHIVE),
]
