"""`/v1/customers`, what hangs below them, `/v1/tax_ids`, and to whom a payment method belongs."""

from billhook.customers import verbs
from billhook.wire import routing

_LEDGER = "/v1/customers/{id}/balance_transactions"
_METHOD = "/v1/payment_methods/{payment_method}"
_METHODS_OF = "/v1/customers/{customer}/payment_methods"
_SOURCES_OF = "/v1/customers/{customer}/sources"
_TAX_IDS_OF = "/v1/customers/{id}/tax_ids"

ROUTES = [
    routing.post("/v1/customers", verbs.CREATE),
    routing.get("/v1/customers", verbs.LIST, listing=True),
    routing.search("/v1/customers/search", verbs.SEARCH),
    routing.get("/v1/customers/{id}", verbs.RETRIEVE),
    routing.post("/v1/customers/{id}", verbs.UPDATE),
    routing.delete("/v1/customers/{id}", verbs.DELETE),
    routing.delete("/v1/customers/{customer}/discount", verbs.DELETE_DISCOUNT),
    routing.post(_LEDGER, verbs.ADJUST_BALANCE),
    routing.get(_LEDGER, verbs.LIST_MOVEMENTS, listing=True),
    routing.get(f"{_LEDGER}/{{transaction}}", verbs.RETRIEVE_MOVEMENT),
    routing.post(f"{_LEDGER}/{{transaction}}", verbs.UPDATE_MOVEMENT),
    routing.get(_METHODS_OF, verbs.LIST_METHODS_OF, listing=True),
    routing.get(f"{_METHODS_OF}/{{payment_method}}", verbs.RETRIEVE_METHOD_OF),
    routing.post(_SOURCES_OF, verbs.CREATE_SOURCE),
    routing.get(_SOURCES_OF, verbs.LIST_SOURCES, listing=True),
    routing.get(f"{_SOURCES_OF}/{{source}}", verbs.RETRIEVE_SOURCE),
    routing.post(f"{_SOURCES_OF}/{{source}}", verbs.UPDATE_SOURCE),
    routing.delete(f"{_SOURCES_OF}/{{source}}", verbs.DELETE_SOURCE),
    routing.get("/v1/payment_methods", verbs.LIST_METHODS, listing=True),
    routing.post(f"{_METHOD}/attach", verbs.ATTACH),
    routing.post(f"{_METHOD}/detach", verbs.DETACH),
    routing.post(_TAX_IDS_OF, verbs.CREATE_TAX_ID_OF),
    routing.get(_TAX_IDS_OF, verbs.LIST_TAX_IDS_OF, listing=True),
    routing.get(f"{_TAX_IDS_OF}/{{tax_id}}", verbs.RETRIEVE_TAX_ID_OF),
    routing.delete(f"{_TAX_IDS_OF}/{{tax_id}}", verbs.DELETE_TAX_ID_OF),
    routing.post("/v1/tax_ids", verbs.CREATE_TAX_ID),
    routing.get("/v1/tax_ids", verbs.LIST_TAX_IDS, listing=True),
    routing.get("/v1/tax_ids/{id}", verbs.RETRIEVE_TAX_ID),
    routing.delete("/v1/tax_ids/{id}", verbs.DELETE_TAX_ID),
]
