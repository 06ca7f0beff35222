"""Delete a product that nobody ever made a price for."""

from billhook.catalog import store, view
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.deleted import Deleted


async def delete_product(tx: Tx, product_id: str) -> Deleted:
    """Delete a product. The event carries the product as it was. Raises NO_SUCH_PATH and PRODUCT_HAS_PRICES.

    Prices that were minted for invoice items do not stand in the way; they keep the product's id.
    """
    product = await store.lock_product(tx, product_id, to_delete=True)
    if product is None:
        raise errors.NO_SUCH_PATH(noun="product", id=product_id)
    if await store.has_prices(tx, product_id):
        raise errors.PRODUCT_HAS_PRICES()
    await store.save_product(tx, replace(product, deleted_at=tx.now))
    tx.emit("product.deleted", tx.render(view.product, product))
    return Deleted(product_id, "product")
