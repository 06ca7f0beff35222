"""`/v1/billing_portal/sessions`."""

from billhook.portal import verbs
from billhook.wire import routing

ROUTES = [routing.post("/v1/billing_portal/sessions", verbs.CREATE)]
