"""What can be asked of the catalogue."""

from functools import partial

from billhook.catalog import plans_view, queries, search_store, shipping_store, store, view
from billhook.catalog.actions.create_plan import create_plan
from billhook.catalog.actions.create_price import create_price
from billhook.catalog.actions.create_product import create_product
from billhook.catalog.actions.create_shipping_rate import create_shipping_rate
from billhook.catalog.actions.delete_plan import delete_plan
from billhook.catalog.actions.delete_product import delete_product
from billhook.catalog.actions.import_products import import_products
from billhook.catalog.actions.update_plan import update_plan
from billhook.catalog.actions.update_price import update_price
from billhook.catalog.actions.update_product import update_product
from billhook.catalog.actions.update_shipping_rate import update_shipping_rate
from billhook.catalog.params import (
    CreatePrice,
    CreateProduct,
    ListPrices,
    ListProducts,
    UpdatePrice,
    UpdateProduct,
)  # fmt: skip
from billhook.catalog.plans_params import CreatePlan, ListPlans, UpdatePlan
from billhook.catalog.shipping_params import CreateShippingRate, ListShippingRates, UpdateShippingRate
from billhook.catalog.shipping_view import shipping_rate
from billhook.db.verbs import Mode, Verb
from billhook.wire.deleted import deleted
from billhook.wire.search.params import Search

_READ, _WRITE = "catalog:read", "catalog:write"
_change = partial(Verb, needs=_WRITE)
_look = partial(Verb, needs=_READ, mode=Mode.READ)

CREATE_PRODUCT = _change("product.create", create_product, CreateProduct, "product", view.product)
UPDATE_PRODUCT = _change("product.update", update_product, UpdateProduct, "product", view.product)
DELETE_PRODUCT = _change("product.delete", delete_product, None, "product", deleted)
IMPORT_PRODUCTS = Verb("product.import", import_products, needs=_WRITE)
RETRIEVE_PRODUCT = _look("product.retrieve", queries.product, None, "product", view.product)
LIST_PRODUCTS = _look("product.list", queries.products, ListProducts, "product", view.product)
SEARCH_PRODUCTS = _look("product.search", search_store.found_products, Search, "product", view.product)

CREATE_PRICE = _change("price.create", create_price, CreatePrice, "price", view.price)
UPDATE_PRICE = _change("price.update", update_price, UpdatePrice, "price", view.price)
RETRIEVE_PRICE = _look("price.retrieve", queries.price, None, "price", view.price)
LIST_PRICES = _look("price.list", store.page_of_prices, ListPrices, "price", view.price)
SEARCH_PRICES = _look("price.search", search_store.found_prices, Search, "price", view.price)

CREATE_PLAN = _change("plan.create", create_plan, CreatePlan, "plan", plans_view.plan)
UPDATE_PLAN = _change("plan.update", update_plan, UpdatePlan, "plan", plans_view.plan)
DELETE_PLAN = _change("plan.delete", delete_plan, None, "plan", deleted)
RETRIEVE_PLAN = _look("plan.retrieve", queries.plan, None, "plan", plans_view.plan)
LIST_PLANS = _look("plan.list", store.page_of_plans, ListPlans, "plan", plans_view.plan)

_RATE = "shipping_rate"
CREATE_SHIPPING_RATE = _change(f"{_RATE}.create", create_shipping_rate, CreateShippingRate, _RATE, shipping_rate)
UPDATE_SHIPPING_RATE = _change(f"{_RATE}.update", update_shipping_rate, UpdateShippingRate, _RATE, shipping_rate)
RETRIEVE_SHIPPING_RATE = _look(f"{_RATE}.retrieve", queries.shipping_rate, None, _RATE, shipping_rate)
LIST_SHIPPING_RATES = _look(f"{_RATE}.list", shipping_store.page, ListShippingRates, _RATE, shipping_rate)
