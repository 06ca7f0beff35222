"""Create a product, and with it its default price."""

from billhook.catalog import store
from billhook.catalog.actions.adding import add_price, add_product, new_price, new_product, tax_code_of
from billhook.catalog.actions.terms import options_of, recurring_of, terms_of, with_terms
from billhook.catalog.objects import Price, Product
from billhook.catalog.params import CreateProduct, DefaultPriceData
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata

_PLACE = "default_price_data"


async def create_product(tx: Tx, params: CreateProduct) -> Product:
    """A new product. Raises ALREADY_EXISTS and, for the default price, what its terms raise."""
    dimensions = params.package_dimensions
    product = replace(
        new_product(tx, params.name, params.id),
        active=params.active,
        description=params.description,
        images=params.images,
        marketing_features=[{"name": feature.name} for feature in params.marketing_features],
        metadata=merged_metadata({}, params.metadata),
        package_dimensions=dimensions.model_dump() if dimensions is not None else None,
        shippable=params.shippable,
        statement_descriptor=params.statement_descriptor,
        tax_code=tax_code_of(params.tax_code, params.tax_details),
        type=params.type,
        unit_label=params.unit_label,
        url=params.url,
    )
    if params.default_price_data is None:
        return await add_product(tx, product, param="id")
    price = _default_price(tx, product.id, params.default_price_data)
    made = await add_product(tx, product, param="id", default_price=price.id)
    await add_price(tx, price)
    await store.set_default_price(tx, product.id, price.id)
    return made


def _default_price(tx: Tx, product_id: str, given: DefaultPriceData) -> Price:
    terms = terms_of(given, given.currency, _PLACE)
    if terms is None:
        raise errors.PRICE_AMOUNT_REQUIRED(param=f"{_PLACE}[unit_amount]")
    recurring = recurring_of(given.recurring, f"{_PLACE}[recurring]")
    price = with_terms(replace(new_price(tx, product_id, given), recurring=recurring), terms, _PLACE)
    return replace(price, currency_options=options_of(price, given.currency_options, f"{_PLACE}[currency_options]"))
