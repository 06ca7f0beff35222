"""Mint the hidden recurring price of inline price data: a subscription has it, and nobody else."""

from decimal import Decimal

from billhook.catalog import store
from billhook.catalog.objects import Price, Recurring
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id


async def mint_recurring(
    tx: Tx, *, product: str, currency: str, unit_amount: Decimal, recurring: Recurring | None, tax_behavior: str | None,
    param: str,
) -> Price:  # fmt: skip
    """A new price of a product that exists. Nobody lists it, and no event tells of it.

    `unit_amount` is in minor units of `currency`. Raises NO_SUCH_PARAM and PRODUCT_INACTIVE about `param`.
    """
    held = await store.hold_product(tx, product)
    if held is None:
        raise errors.NO_SUCH_PARAM(param=param, noun="product", id=product)
    if not held.active:
        raise errors.PRODUCT_INACTIVE(param=param, id=product)
    price = Price(
        id=new_id("price"), created=tx.now, active=False, inline=True, product=product, currency=currency,
        nickname=None, lookup_key=None, metadata={}, tax_behavior=tax_behavior or "unspecified",
        unit_amount=unit_amount, custom_unit_amount=None, tiers_mode=None, tiers=None, currency_options={},
        transform_quantity=None, recurring=recurring,
    )  # fmt: skip
    await store.insert_price(tx, price)
    return price
