"""`/v1/subscriptions`, `/v1/subscription_items`, and the previews of invoices, which know subscriptions."""

from billhook.kernel.api_versions import BASIL
from billhook.subscriptions import verbs
from billhook.wire import routing

_UNTIL_BASIL = routing.Ended(BASIL, instead="POST /v1/invoices/create_preview")
_SUBSCRIPTION = "/v1/subscriptions/{id}"

ROUTES = [
    routing.post("/v1/invoices/create_preview", verbs.PREVIEW),
    routing.get("/v1/invoices/upcoming", verbs.UPCOMING, ended=_UNTIL_BASIL),
    routing.get("/v1/invoices/upcoming/lines", verbs.UPCOMING_LINES, listing=True, ended=_UNTIL_BASIL),
    routing.post("/v1/subscriptions", verbs.CREATE),
    routing.get("/v1/subscriptions", verbs.LIST, listing=True),
    routing.get(_SUBSCRIPTION, verbs.RETRIEVE),
    routing.post(_SUBSCRIPTION, verbs.UPDATE),
    routing.delete(_SUBSCRIPTION, verbs.CANCEL),
    routing.delete(f"{_SUBSCRIPTION}/discount", verbs.DELETE_DISCOUNT),
    routing.post("/v1/subscription_items", verbs.CREATE_ITEM),
    routing.get("/v1/subscription_items", verbs.LIST_ITEMS, listing=True),
    routing.get("/v1/subscription_items/{id}", verbs.RETRIEVE_ITEM),
    routing.post("/v1/subscription_items/{id}", verbs.UPDATE_ITEM),
    routing.delete("/v1/subscription_items/{id}", verbs.DELETE_ITEM),
]
