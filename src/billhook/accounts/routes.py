"""`/v1/account` and `/v1/accounts/{account}`: the account of the key."""

from billhook.accounts import verbs
from billhook.wire import routing

ROUTES = [
    routing.get("/v1/account", verbs.RETRIEVE_OWN_ACCOUNT),
    routing.get("/v1/accounts/{account}", verbs.RETRIEVE_ACCOUNT),
]
