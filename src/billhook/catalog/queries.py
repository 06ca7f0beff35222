"""What can be looked at: products, prices and shipping rates."""

from billhook.catalog import shipping_store, store
from billhook.catalog.objects import Product
from billhook.catalog.params import ListProducts
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.wire.lookups import existing

product = existing(store.find_product, "product")
"""A product that is not deleted. Raises NO_SUCH_PATH."""


async def products(reader: Reader, params: ListProducts) -> tuple[list[Product], bool]:
    """A page of products. Raises EXCLUSIVE_PARAMETERS: a list of `ids` has no cursor."""
    if params.ids is not None and (cursor := params.starting_after or params.ending_before):
        name = "starting_after" if cursor == params.starting_after else "ending_before"
        raise errors.EXCLUSIVE_PARAMETERS(param=name, names=f"ids, {name}")
    return await store.page_of_products(reader, params)


price = existing(store.find_price, "price")
"""A price, also an inactive one or one minted for an invoice item. Raises NO_SUCH_PATH."""


plan = existing(store.find_plan, "plan")
"""The price of a plan. Raises NO_SUCH_PATH."""


shipping_rate = existing(shipping_store.find, "shipping rate")
"""A shipping rate. Raises NO_SUCH_PATH."""
