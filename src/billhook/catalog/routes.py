"""`/v1/products` and `/v1/prices`."""

from typing import Any

from billhook.catalog import store, view
from billhook.catalog.actions.create_price import create_price
from billhook.catalog.actions.create_product import create_product
from billhook.catalog.actions.delete_product import delete_product
from billhook.catalog.actions.update_price import update_price
from billhook.catalog.actions.update_product import update_product
from billhook.catalog.params import (
    CreatePrice,
    CreateProduct,
    ListPrices,
    ListProducts,
    UpdatePrice,
    UpdateProduct,
)  # fmt: skip
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
]
