"""`/v1/products`, `/v1/prices` and `/v1/shipping_rates`."""

from typing import Any

from billhook.catalog import shipping_store, shipping_view, store, view
from billhook.catalog.actions.create_price import create_price
from billhook.catalog.actions.create_product import create_product
from billhook.catalog.actions.create_shipping_rate import create_shipping_rate
from billhook.catalog.actions.delete_product import delete_product
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
from billhook.catalog.shipping_params import CreateShippingRate, ListShippingRates, UpdateShippingRate
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing


async def retrieve_product(reader: Reader, params: Nothing, product_id: str) -> dict[str, Any]:
    product = await store.find_product(reader, product_id)
    if product is None:
        raise errors.NO_SUCH_PATH(noun="product", id=product_id)
    return view.product(reader, product)


async def list_products(reader: Reader, params: ListProducts) -> dict[str, Any]:
    if params.ids is not None and (cursor := params.starting_after or params.ending_before):
        name = "starting_after" if cursor == params.starting_after else "ending_before"
        raise errors.EXCLUSIVE_PARAMETERS(param=name, names=f"ids, {name}")
    products, has_more = await store.page_of_products(reader, params)
    return envelope("/v1/products", [view.product(reader, p) for p in products], has_more)


async def retrieve_price(reader: Reader, params: Nothing, price_id: str) -> dict[str, Any]:
    price = await store.find_price(reader, price_id)
    if price is None:
        raise errors.NO_SUCH_PATH(noun="price", id=price_id)
    return view.price(reader, price)


async def list_prices(reader: Reader, params: ListPrices) -> dict[str, Any]:
    prices, has_more = await store.page_of_prices(reader, params)
    return envelope("/v1/prices", [view.price(reader, p) for p in prices], has_more)


async def retrieve_shipping_rate(reader: Reader, params: Nothing, rate_id: str) -> dict[str, Any]:
    rate = await shipping_store.find(reader, rate_id)
    if rate is None:
        raise errors.NO_SUCH_PATH(noun="shipping rate", id=rate_id)
    return shipping_view.shipping_rate(reader, rate)


async def list_shipping_rates(reader: Reader, params: ListShippingRates) -> dict[str, Any]:
    rates, has_more = await shipping_store.page(reader, params)
    return envelope("/v1/shipping_rates", [shipping_view.shipping_rate(reader, r) for r in rates], has_more)


_RATE = "/v1/shipping_rates/{shipping_rate_token}"

ROUTES = [
    routing.post("/v1/products", create_product, CreateProduct, "product"),
    routing.get("/v1/products", list_products, ListProducts, "product", listing=True),
    routing.get("/v1/products/{id}", retrieve_product, Nothing, "product"),
    routing.post("/v1/products/{id}", update_product, UpdateProduct, "product"),
    routing.delete("/v1/products/{id}", delete_product, "product"),
    routing.post("/v1/prices", create_price, CreatePrice, "price"),
    routing.get("/v1/prices", list_prices, ListPrices, "price", listing=True),
    routing.get("/v1/prices/{price}", retrieve_price, Nothing, "price"),
    routing.post("/v1/prices/{price}", update_price, UpdatePrice, "price"),
    routing.post("/v1/shipping_rates", create_shipping_rate, CreateShippingRate, "shipping_rate"),
    routing.get("/v1/shipping_rates", list_shipping_rates, ListShippingRates, "shipping_rate", listing=True),
    routing.get(_RATE, retrieve_shipping_rate, Nothing, "shipping_rate"),
    routing.post(_RATE, update_shipping_rate, UpdateShippingRate, "shipping_rate"),
]
