"""Change a product."""

from billhook.catalog import store, view
from billhook.catalog.actions.adding import tax_code_of
from billhook.catalog.objects import Product
from billhook.catalog.params import UpdateProduct
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata

_PLAIN = ("description", "statement_descriptor", "unit_label", "url")
_NEVER_UNSET = ("active", "name", "shippable")
_SERVICES_ONLY = ("statement_descriptor", "unit_label")


async def update_product(tx: Tx, params: UpdateProduct, product_id: str) -> Product:
    """The product with what was given changed. An update that changes nothing reports nothing.

    Raises NO_SUCH_PATH, NO_SUCH_PARAM, PRICE_OF_OTHER_PRODUCT, PRICE_INACTIVE and INVALID_VALUE.
    """
    product = await store.lock_product(tx, product_id)
    if product is None:
        raise errors.NO_SUCH_PATH(noun="product", id=product_id)
    new = _changed(product, params)
    if new.default_price is not None and new.default_price != product.default_price:
        await _check_default_price(tx, product_id, new.default_price)
    if new == product:
        return product
    new = replace(new, updated=tx.now)
    await store.save_product(tx, new)
    emit_updated(tx, "product.updated", view.product, product, new)
    return new


async def _check_default_price(tx: Tx, product_id: str, price_id: str) -> None:
    """A default price is an active price of its product, and stays active until this transaction ends."""
    price = await store.lock_price(tx, price_id)
    if price is None:
        raise errors.NO_SUCH_PARAM(param="default_price", noun="price", id=price_id)
    if price.product != product_id:
        raise errors.PRICE_OF_OTHER_PRODUCT(param="default_price", price=price_id)
    if not price.active:
        raise errors.PRICE_INACTIVE(param="default_price")


def _changed(product: Product, params: UpdateProduct) -> Product:
    """The product with everything that was given; what was not given stays as it is."""
    change = {name: getattr(params, name) for name in _PLAIN if params.given(name)}
    change |= {name: getattr(params, name) for name in _NEVER_UNSET if getattr(params, name) is not None}
    for name in _SERVICES_ONLY:
        if change.get(name) is not None and product.type != "service":
            raise errors.INVALID_VALUE(param=name, name=name, reason="may only be set if `type` is `service`")
    if params.given("default_price"):
        change["default_price"] = params.default_price
    if params.given("images"):
        change["images"] = params.images or []
    if params.given("marketing_features"):
        change["marketing_features"] = [{"name": f.name} for f in params.marketing_features or []]
    if params.given("metadata"):
        change["metadata"] = merged_metadata(product.metadata, params.metadata)
    if params.given("package_dimensions"):
        dimensions = params.package_dimensions
        change["package_dimensions"] = dimensions.model_dump() if dimensions is not None else None
    if params.given("tax_code") or params.given("tax_details"):
        change["tax_code"] = _tax_code(product, params)
    return replace(product, **change)


def _tax_code(product: Product, params: UpdateProduct) -> str | None:
    """`tax_code` and `tax_details` are two names of one thing; emptying either unsets it."""
    given = params.tax_code if params.given("tax_code") else product.tax_code
    if not params.given("tax_details"):
        return given
    if params.tax_details is None:
        return params.tax_code
    if not params.given("tax_code"):
        return params.tax_details.tax_code if params.tax_details.given("tax_code") else product.tax_code
    return tax_code_of(given, params.tax_details)
