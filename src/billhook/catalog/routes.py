"""`/v1/products`, `/v1/prices`, `/v1/plans` and `/v1/shipping_rates`."""

from billhook.catalog import verbs
from billhook.wire import routing

_RATE = "/v1/shipping_rates/{shipping_rate_token}"

ROUTES = [
    routing.post("/v1/products", verbs.CREATE_PRODUCT),
    routing.get("/v1/products", verbs.LIST_PRODUCTS, listing=True),
    routing.search("/v1/products/search", verbs.SEARCH_PRODUCTS),
    routing.get("/v1/products/{id}", verbs.RETRIEVE_PRODUCT),
    routing.post("/v1/products/{id}", verbs.UPDATE_PRODUCT),
    routing.delete("/v1/products/{id}", verbs.DELETE_PRODUCT),
    routing.post("/v1/prices", verbs.CREATE_PRICE),
    routing.get("/v1/prices", verbs.LIST_PRICES, listing=True),
    routing.search("/v1/prices/search", verbs.SEARCH_PRICES),
    routing.get("/v1/prices/{price}", verbs.RETRIEVE_PRICE),
    routing.post("/v1/prices/{price}", verbs.UPDATE_PRICE),
    routing.post("/v1/plans", verbs.CREATE_PLAN),
    routing.get("/v1/plans", verbs.LIST_PLANS, listing=True),
    routing.get("/v1/plans/{plan}", verbs.RETRIEVE_PLAN),
    routing.post("/v1/plans/{plan}", verbs.UPDATE_PLAN),
    routing.delete("/v1/plans/{plan}", verbs.DELETE_PLAN),
    routing.post("/v1/shipping_rates", verbs.CREATE_SHIPPING_RATE),
    routing.get("/v1/shipping_rates", verbs.LIST_SHIPPING_RATES, listing=True),
    routing.get(_RATE, verbs.RETRIEVE_SHIPPING_RATE),
    routing.post(_RATE, verbs.UPDATE_SHIPPING_RATE),
]
