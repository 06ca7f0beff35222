"""`/v1/mandates`, `/v1/tokens`, and `/v1/payment_methods` as far as no customer is needed;
`customers/routes.py` has the rest."""

from billhook.payment_methods import verbs
from billhook.wire import routing
from billhook.wire.browsers import CREATES_METHODS, CREATES_TOKENS

_NAMED = "/v1/payment_methods/{payment_method}"

ROUTES = [
    routing.post("/v1/payment_methods", verbs.CREATE, browser=CREATES_METHODS),
    routing.get(_NAMED, verbs.RETRIEVE),
    routing.post(_NAMED, verbs.UPDATE),
    routing.post("/v1/tokens", verbs.CREATE_TOKEN, browser=CREATES_TOKENS),
    routing.get("/v1/tokens/{token}", verbs.RETRIEVE_TOKEN),
    routing.get("/v1/mandates/{mandate}", verbs.RETRIEVE_MANDATE),
]
