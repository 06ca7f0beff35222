"""Mint the hidden price that stands behind an amount-only invoice item or inline price data."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from billhook.catalog import store
from billhook.catalog.actions.adding import new_product
from billhook.catalog.objects import Price
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


class Described(Protocol):
    """What inline price data may say of a product that is made for it."""

    @property
    def description(self) -> str | None: ...
    @property
    def images(self) -> Sequence[str]: ...
    @property
    def metadata(self) -> Mapping[str, str]: ...
    @property
    def tax_code(self) -> str | None: ...
    @property
    def unit_label(self) -> str | None: ...


async def mint(
    tx: Tx,
    *,
    currency: str,
    unit_amount: Decimal,
    name: str | None = None,
    product: str | None = None,
    described: Described | None = None,
    tax_behavior: str | None = None,
    tax_code: str | None = None,
    param: str = "price_data[product]",
) -> Price:
    """A new one-off price of a product, which may be new too. Nobody lists them and no event tells of them.

    With `product` the price belongs to that product, which must exist and be active; without, to a new hidden
    product of this `name`, `described` further if need be. `unit_amount` in minor units of `currency`, may be
    negative (invoicing.md §1.2). Raises NO_SUCH_PARAM and PRODUCT_INACTIVE about `param`.
    """
    price = Price(
        id=new_id("price"), created=tx.now, active=False, inline=True, product=product or "",
        currency=currency, nickname=None, lookup_key=None, metadata={}, tax_behavior=tax_behavior or "unspecified",
        unit_amount=unit_amount, custom_unit_amount=None, tiers_mode=None, tiers=None, currency_options={},
        transform_quantity=None, recurring=None,
    )  # fmt: skip
    if product is None:
        if name is None:
            raise ValueError("a new product needs a name")
        made = replace(new_product(tx, name, None), tax_code=tax_code)
        if described is not None:
            made = replace(
                made,
                description=described.description,
                images=list(described.images),
                metadata=merged_metadata({}, described.metadata),
                tax_code=described.tax_code,
                unit_label=described.unit_label,
            )
        price = replace(price, product=made.id)
        await store.mint_with_product(tx, price, made)
    elif not await store.mint_of_product(tx, price):
        if await store.find_product(tx, product) is None:
            raise errors.NO_SUCH_PARAM(param=param, noun="product", id=product)
        raise errors.PRODUCT_INACTIVE(param=param, id=product)
    return price
