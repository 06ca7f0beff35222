"""`/v1/account` and `/v1/accounts`: the account of the key, and those for which the platform acts."""

from billhook.accounts import verbs
from billhook.wire import routing

ROUTES = [
    routing.get("/v1/account", verbs.RETRIEVE_OWN_ACCOUNT),
    routing.get("/v1/accounts", verbs.LIST_ACCOUNTS, listing=True),
    routing.post("/v1/accounts", verbs.CREATE_ACCOUNT),
    routing.get("/v1/accounts/{account}", verbs.RETRIEVE_ACCOUNT),
]
