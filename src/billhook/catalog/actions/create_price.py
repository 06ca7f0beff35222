"""Create a price, for a product that exists or together with a new one."""

from billhook.catalog import store
from billhook.catalog.actions.adding import add_price, add_product, new_price, new_product, tax_code_of
from billhook.catalog.actions.metering import check_meter
from billhook.catalog.actions.terms import options_of, recurring_of, terms_of_price, with_terms
from billhook.catalog.objects import Price, Product, TransformQuantity
from billhook.catalog.params import CreatePrice, ProductData
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def create_price(tx: Tx, params: CreatePrice, *, chosen_id: str | None = None) -> Price:
    """A new price. What was sent is checked before the product is looked for. A plan may have a `chosen_id`.

    Raises EXCLUSIVE_PARAMETERS, ONE_OF_REQUIRED, NO_SUCH_PARAM, PRODUCT_INACTIVE, ALREADY_EXISTS,
    LOOKUP_KEY_TAKEN and what meters and the terms raise.
    """
    if params.product is not None and params.product_data is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="product_data", names="product, product_data")
    await check_meter(tx, params.recurring)
    if params.product_data is not None:
        product = _product(tx, params.product_data)
        price = _price(tx, params, product.id, chosen_id)
        await add_product(tx, product, param="product_data[id]")
        return await add_price(tx, price, transfer_lookup_key=params.transfer_lookup_key)
    if params.product is None:
        raise errors.ONE_OF_REQUIRED(param="product", names="product, product_data")
    price = _price(tx, params, params.product, chosen_id)
    held = await store.hold_product(tx, params.product)
    if held is None:
        raise errors.NO_SUCH_PARAM(param="product", noun="product", id=params.product)
    if not held.active:
        raise errors.PRODUCT_INACTIVE(param="product", id=params.product)
    return await add_price(tx, price, transfer_lookup_key=params.transfer_lookup_key)


def _product(tx: Tx, given: ProductData) -> Product:
    return replace(
        new_product(tx, given.name, given.id),
        active=given.active,
        metadata=merged_metadata({}, given.metadata),
        statement_descriptor=given.statement_descriptor,
        tax_code=tax_code_of(given.tax_code, given.tax_details, place="product_data"),
        unit_label=given.unit_label,
    )


def _price(tx: Tx, params: CreatePrice, product_id: str, chosen_id: str | None) -> Price:
    transform = params.transform_quantity
    made = new_price(tx, product_id, params)
    price = replace(
        made,
        id=chosen_id or made.id,
        active=params.active,
        nickname=params.nickname,
        lookup_key=params.lookup_key,
        tiers_mode=params.tiers_mode,
        transform_quantity=TransformQuantity(transform.divide_by, transform.round) if transform is not None else None,
        recurring=recurring_of(params.recurring, "recurring"),
    )
    price = with_terms(price, terms_of_price(params), "")
    return replace(price, currency_options=options_of(price, params.currency_options))
