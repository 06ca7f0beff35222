"""What a caller names for an item: its price, quantity and tax rates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from billhook.catalog import store as catalog
from billhook.catalog.actions.mint_recurring import mint_recurring
from billhook.catalog.actions.terms import exclusive, recurring_of
from billhook.catalog.objects import Price
from billhook.catalog.rules.pricing import amount_of, offers
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.money import LARGEST_AMOUNT
from billhook.subscriptions.actions.discounting import item_with_discounts
from billhook.subscriptions.objects import SubscriptionItem
from billhook.subscriptions.params import TAX_RATES_MAX, NewItem, RecurringPriceData
from billhook.subscriptions.rules.calendar import Interval
from billhook.tax.actions.resolve import resolve_rates
from billhook.wire.params import merged_metadata


@dataclass(frozen=True, slots=True)
class Named:
    """An item as it was asked for, with its price."""

    item: SubscriptionItem
    price: Price


async def named_price(tx: Tx, params: NewItem, place: str, *, currency: str | None) -> Price:
    """The price that was named, as one that a subscription can have.

    Raises MISSING_PARAMETER, EXCLUSIVE_PARAMETERS, NO_SUCH_PARAM, PRICE_INACTIVE, ONE_TIME_PRICE, CUSTOM_PRICE,
    METERED_PRICE and PRICE_CURRENCY.
    """
    named = [name for name in ("price", "plan", "price_data") if getattr(params, name) is not None]
    if len(named) > 1:
        raise errors.EXCLUSIVE_PARAMETERS(param=f"{place}[{named[1]}]", names=", ".join(named))
    if params.price_data is not None:
        return await _price_of_data(tx, params.price_data, f"{place}[price_data]", currency)
    given = params.price or params.plan
    name = "plan" if params.price is None and params.plan is not None else "price"
    param = f"{place}[{name}]"
    if given is None:
        raise errors.MISSING_PARAMETER(param=param, name=param)
    price = await catalog.find_price(tx, given)
    if price is None:
        raise errors.NO_SUCH_PARAM(param=param, noun=name, id=given)
    if not price.active:
        raise errors.PRICE_INACTIVE(param=param)
    if price.recurring is None:
        raise errors.ONE_TIME_PRICE(param=param)
    if price.custom_unit_amount is not None:
        raise errors.CUSTOM_PRICE(param=param)
    if price.is_metered and price.recurring.meter is None:
        raise errors.METERED_PRICE(param=param)
    if currency is not None and not offers(price, currency):
        raise errors.PRICE_CURRENCY(param=param, price_currency=price.currency, currency=currency)
    return price


async def _price_of_data(tx: Tx, data: RecurringPriceData, place: str, currency: str | None) -> Price:
    """A price that nobody lists. Raises MISSING_PARAMETER, ONE_OF_REQUIRED, INVALID_VALUE, PRICE_CURRENCY and those of
    the product."""
    if data.product is None:
        raise errors.MISSING_PARAMETER(param=f"{place}[product]", name=f"{place}[product]")
    if currency is not None and data.currency != currency:
        raise errors.PRICE_CURRENCY(param=f"{place}[currency]", price_currency=data.currency, currency=currency)
    unit = exclusive(data.unit_amount, data.unit_amount_decimal, "unit_amount", place)
    if unit is None:
        raise errors.ONE_OF_REQUIRED(param=f"{place}[unit_amount]", names="unit_amount, unit_amount_decimal")
    if unit < 0:
        raise errors.INVALID_VALUE(
            param=f"{place}[unit_amount]", name="unit_amount", reason="must be greater than or equal to 0"
        )
    return await mint_recurring(
        tx, currency=data.currency, unit_amount=unit, product=data.product, tax_behavior=data.tax_behavior,
        recurring=recurring_of(data.recurring, f"{place}[recurring]"), param=f"{place}[product]",
    )  # fmt: skip


async def new_items(
    tx: Tx, given: Sequence[NewItem], subscription: str, customer: str, currency: str | None, *, position: int = 0,
    place: str | None = None,
) -> list[Named]:  # fmt: skip
    """Items that were asked for; their period is still empty. Raises those of `named_price` and of tax rates."""
    found = []
    for n, params in enumerate(given):
        here = place or f"items[{n}]"
        price = await named_price(tx, params, here, currency=currency)
        rates = await resolve_rates(tx, params.tax_rates or [], param=f"{here}[tax_rates]", limit=TAX_RATES_MAX)
        item = SubscriptionItem(
            id=new_id("si"), created=tx.now, subscription=subscription, position=position + n, price=price.id,
            product=price.product, quantity=quantity_of(price, params.quantity, here),
            metadata=merged_metadata({}, params.metadata), tax_rates=tuple(rates), period_start=tx.now,
            period_end=tx.now, usage_since=tx.now,
        )  # fmt: skip
        check_amount(price, item.quantity, currency or price.currency, here)
        if params.discounts:
            item = await item_with_discounts(tx, item, params.discounts, customer, currency or price.currency, here)
        found.append(Named(item, price))
    return found


def quantity_of(price: Price, given: int | None, place: str) -> int:
    """How many licences: one, if nothing was said, and none of a metered price. Raises METERED_QUANTITY."""
    if not price.is_metered:
        return 1 if given is None else given
    if given is not None:
        raise errors.METERED_QUANTITY(param=f"{place}[quantity]")
    return 0


def check_amount(price: Price, quantity: int, currency: str, place: str) -> None:
    """A period that an invoice can hold. Raises AMOUNT_TOO_LARGE."""
    if amount_of(price, Decimal(quantity), currency) > LARGEST_AMOUNT:
        raise errors.AMOUNT_TOO_LARGE(param=f"{place}[quantity]", reason=f"must be at most {LARGEST_AMOUNT}")


def check_together(prices: Sequence[Price], *, is_flexible: bool) -> None:
    """Prices that one subscription can have. Raises PRICE_REPEATED, INTERVAL_MISMATCH."""
    seen: set[str] = set()
    for price in prices:
        if price.id in seen:
            raise errors.PRICE_REPEATED(id=price.id)
        seen.add(price.id)
    if not prices:
        return
    shortest = shortest_of(prices)
    for interval in map(_interval, prices):
        fits = interval.is_multiple_of(shortest) if is_flexible else interval == shortest
        if not fits:
            raise errors.INTERVAL_MISMATCH()


def shortest_of(prices: Iterable[Price]) -> Interval:
    """The shortest interval of prices that fit together."""
    return min(map(_interval, prices), key=lambda i: (i.months or 0, i.seconds))


def _interval(price: Price) -> Interval:
    assert price.recurring is not None
    return Interval(price.recurring.interval, price.recurring.interval_count)
