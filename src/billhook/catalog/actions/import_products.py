"""Import products with their default prices: all that are given, or none."""

from collections.abc import Sequence

from billhook.catalog.actions.create_product import create_product
from billhook.catalog.objects import Product
from billhook.catalog.params import CreateProduct
from billhook.db.tx import Tx


async def import_products(tx: Tx, rows: Sequence[CreateProduct]) -> list[Product]:
    """Make every product in one transaction; each has the events and the entry of the audit log of a single create.

    Raises what `create_product` raises for the first row that it refuses; then nothing was made.
    """
    made = []
    for row in rows:
        with tx.doing("product.create"):
            made.append(await create_product(tx, row))
    return made
