"""What an item or line is charged: an amount, a catalogue price, an inline price or a unit amount."""

from dataclasses import dataclass
from decimal import Decimal

from billhook.catalog import store as catalog
from billhook.catalog.actions.mint import mint
from billhook.catalog.objects import Price
from billhook.catalog.rules.pricing import amount_of, offers, unit_amount_of
from billhook.db.tx import Reader, Tx
from billhook.invoices.items_params import ChargeFields, LinePriceData, PriceData
from billhook.kernel import errors, money

_ONE = Decimal(1)
_SOURCES = ("amount", "pricing", "price_data", "unit_amount_decimal")


@dataclass(frozen=True, slots=True)
class Charge:
    """What a line comes to: `amount` in minor units of `currency`, `name` of the product for a priced one."""

    currency: str
    amount: int
    unit_amount: Decimal | None
    quantity: Decimal
    price: str
    product: str
    name: str | None


def given_source(params: ChargeFields, prefix: str = "") -> str | None:
    """Which way of charging was given. Raises EXCLUSIVE_PARAMETERS.

    An amount is the whole line, so it excludes a quantity too (invoicing.md §2.2).
    """
    sources = [name for name in _SOURCES if getattr(params, name, None) is not None]
    if "pricing" in sources and params.price is None:
        sources.remove("pricing")
    quantities = [name for name in ("quantity", "quantity_decimal") if getattr(params, name) is not None]
    for clash in (sources, quantities, [*sources, *quantities] if "amount" in sources else []):
        if len(clash) > 1:
            names = [_named(name, prefix) for name in clash]
            raise errors.EXCLUSIVE_PARAMETERS(param=_place(clash[0], prefix), names=", ".join(names))
    return sources[0] if sources else None


def _named(name: str, prefix: str) -> str:
    return "pricing[price]" if name == "pricing" and not prefix else name


def _place(name: str, prefix: str) -> str:
    return f"{prefix}[{name}]" if prefix else name


async def charge(
    tx: Tx,
    params: ChargeFields,
    *,
    currency: str | None,
    description: str | None,
    prefix: str = "",
    standing: Decimal = _ONE,
) -> Charge:
    """The charge of new parameters. `currency` is that of the invoice, or None for a pending item.

    `prefix` is where the parameters stand, such as `lines[0]`; `standing` the quantity of an item that is being
    changed, which stays unless another is given. Raises ONE_OF_REQUIRED, MISSING_PARAMETER,
    NO_SUCH_PARAM, RECURRING_PRICE, PRICE_INACTIVE, PRICE_CURRENCY, CUSTOM_PRICE, AMOUNT_TOO_LARGE.
    """
    source = given_source(params, prefix)
    # An amount is the whole line: it comes once.
    quantity = _ONE if source == "amount" else params.units if params.units is not None else standing
    if source == "pricing":
        return await _of_price(tx, params.price or "", quantity, currency, _place("pricing", prefix) + "[price]")
    if source == "price_data":
        assert params.price_data is not None
        return await _of_price_data(tx, params.price_data, quantity, currency, _place("price_data", prefix))
    if source is None:
        names = ", ".join(name for name in _SOURCES if name in type(params).model_fields)
        raise errors.ONE_OF_REQUIRED(param=_place("amount", prefix), names=names)
    if currency is None:
        raise errors.MISSING_PARAMETER(param=_place("currency", prefix), name=_place("currency", prefix))
    unit = params.unit
    assert unit is not None
    amount = _within_bounds(money.multiply(unit, quantity), _place("amount", prefix))
    minted = await mint(
        tx, currency=currency, unit_amount=unit, name=description or "Item",
        tax_behavior=getattr(params, "tax_behavior", None), tax_code=getattr(params, "tax_code", None),
    )  # fmt: skip
    return Charge(currency, amount, unit, quantity, minted.id, minted.product, None)


async def reprice(reader: Reader, price_id: str, quantity: Decimal, currency: str) -> tuple[int, Decimal | None]:
    """Amount and unit amount of another quantity of the price that an item has already."""
    price = await catalog.find_price(reader, price_id)
    assert price is not None
    return _within_bounds(amount_of(price, quantity, currency), "quantity"), unit_amount_of(price, currency)


async def _of_price(tx: Tx, price_id: str, quantity: Decimal, currency: str | None, param: str) -> Charge:
    price = await catalog.find_price(tx, price_id)
    if price is None:
        raise errors.NO_SUCH_PARAM(param=param, noun="price", id=price_id)
    _check_price(price, currency, param)
    currency = currency or price.currency
    amount = _within_bounds(amount_of(price, quantity, currency), param)
    unit = unit_amount_of(price, currency)
    (product,) = await catalog.products_of_ids(tx, [price.product])
    return Charge(currency, amount, unit, quantity, price.id, price.product, product.name)


def _check_price(price: Price, currency: str | None, param: str) -> None:
    if price.type == "recurring":
        raise errors.RECURRING_PRICE(param=param)
    if not price.active:
        raise errors.PRICE_INACTIVE(param=param)
    if price.custom_unit_amount is not None:
        raise errors.CUSTOM_PRICE(param=param)
    if currency is not None and not offers(price, currency):
        raise errors.PRICE_CURRENCY(param=param, price_currency=price.currency, currency=currency)


async def _of_price_data(tx: Tx, data: PriceData, quantity: Decimal, currency: str | None, param: str) -> Charge:
    described = data.product_data if isinstance(data, LinePriceData) else None
    if (data.product is None) == (described is None):
        if described is not None:
            raise errors.EXCLUSIVE_PARAMETERS(param=f"{param}[product]", names="product, product_data")
        raise errors.MISSING_PARAMETER(param=f"{param}[product]", name=f"{param}[product]")
    if data.unit_amount is not None and data.unit_amount_decimal is not None:
        names = "unit_amount, unit_amount_decimal"
        raise errors.EXCLUSIVE_PARAMETERS(param=f"{param}[unit_amount]", names=names)
    unit = Decimal(data.unit_amount) if data.unit_amount is not None else data.unit_amount_decimal
    if unit is None:
        names = "unit_amount, unit_amount_decimal"
        raise errors.ONE_OF_REQUIRED(param=f"{param}[unit_amount]", names=names)
    if currency is not None and data.currency != currency:
        raise errors.PRICE_CURRENCY(param=f"{param}[currency]", price_currency=data.currency, currency=currency)
    name = described.name if described is not None else await _product_name(tx, data.product or "", param)
    hidden = described.name if described is not None else None
    amount = _within_bounds(money.multiply(unit, quantity), param)
    minted = await mint(
        tx,
        currency=data.currency,
        unit_amount=unit,
        product=data.product,
        name=hidden,
        described=described,
        tax_behavior=data.tax_behavior,
        param=f"{param}[product]",
    )
    return Charge(data.currency, amount, unit, quantity, minted.id, minted.product, name)


async def _product_name(tx: Tx, product: str, param: str) -> str:
    found = await catalog.products_of_ids(tx, [product])
    if not found:
        raise errors.NO_SUCH_PARAM(param=f"{param}[product]", noun="product", id=product)
    return found[0].name


def _within_bounds(amount: int, param: str) -> int:
    if abs(amount) > money.LARGEST_AMOUNT:
        raise errors.AMOUNT_TOO_LARGE(param=param, reason=f"must be at most {money.LARGEST_AMOUNT}")
    return amount
