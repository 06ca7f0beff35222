"""What can be looked at: products, prices and shipping rates."""

from billhook.catalog import shipping_store, store
from billhook.catalog.objects import Price, Product, ShippingRate
from billhook.catalog.params import ListProducts
from billhook.db.tx import Reader
from billhook.kernel import errors


async def product(reader: Reader, product_id: str) -> Product:
    """A product that is not deleted. Raises NO_SUCH_PATH."""
    found = await store.find_product(reader, product_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="product", id=product_id)
    return found


async def products(reader: Reader, params: ListProducts) -> tuple[list[Product], bool]:
    """A page of products. Raises EXCLUSIVE_PARAMETERS: a list of `ids` has no cursor."""
    if params.ids is not None and (cursor := params.starting_after or params.ending_before):
        name = "starting_after" if cursor == params.starting_after else "ending_before"
        raise errors.EXCLUSIVE_PARAMETERS(param=name, names=f"ids, {name}")
    return await store.page_of_products(reader, params)


async def price(reader: Reader, price_id: str) -> Price:
    """A price, also an inactive one or one minted for an invoice item. Raises NO_SUCH_PATH."""
    found = await store.find_price(reader, price_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="price", id=price_id)
    return found


async def shipping_rate(reader: Reader, rate_id: str) -> ShippingRate:
    """A shipping rate. Raises NO_SUCH_PATH."""
    found = await shipping_store.find(reader, rate_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="shipping rate", id=rate_id)
    return found
