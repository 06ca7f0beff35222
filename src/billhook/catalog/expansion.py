"""What can be expanded of products and prices (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.catalog import plans_view, shipping_store, shipping_view, store, view
from billhook.catalog.objects import Price
from billhook.db.tx import Reader
from billhook.kernel.money import CURRENCIES
from billhook.kernel.wire_object import WireObject
from billhook.wire.expand import Fill, Registry

# The expanded map has no object type of its own; this name stands for it in the registry.
_OPTIONS = "price.currency_options"


class CurrencyOptions(dict[str, WireObject]):
    """The map of an expanded price, which remembers its price so that tiers can be put in."""

    def __init__(self, price: Price) -> None:
        super().__init__(view.currency_options(price))
        self.price = price


def register(registry: Registry) -> None:
    """Say how products and prices are loaded, and what hangs on them."""
    registry.loads_type("product", load_products)
    registry.loads_type("price", load_prices)
    registry.loads_type("plan", load_plans)
    registry.refers("plan", "product", "product")
    registry.includes("plan", "tiers", fill_tiers)
    registry.loads_type("shipping_rate", load_shipping_rates)
    registry.includes("shipping_rate", "fixed_amount.currency_options", fill_shipping_options)
    registry.refers("product", "default_price", "price")
    registry.refers("price", "product", "product")
    registry.includes("price", "tiers", fill_tiers)
    registry.includes("price", "currency_options", fill_currency_options, _OPTIONS)
    for currency in CURRENCIES:
        registry.includes(_OPTIONS, f"{currency}.tiers", _tiers_in(currency))


async def load_products(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Products for expansion; deleted ones as stubs."""
    return {p.id: view.product(reader, p) for p in await store.products_of_ids(reader, ids)}


async def load_prices(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Prices for expansion."""
    return {p.id: view.price(reader, p) for p in await store.prices_of_ids(reader, ids)}


async def load_plans(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Plans, to know whether an id is one of the other mode."""
    return {p.id: plans_view.plan(reader, p) for p in await store.prices_of_ids(reader, ids) if p.is_plan}


async def load_shipping_rates(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Shipping rates for expansion."""
    return {s.id: shipping_view.shipping_rate(reader, s) for s in await shipping_store.of_ids(reader, ids)}


async def fill_shipping_options(reader: Reader, shown: Sequence[WireObject]) -> None:
    """Put `currency_options` into the amounts of shipping rates."""
    rates = {s.id: s for s in await shipping_store.of_ids(reader, [body["id"] for body in shown])}
    for body in shown:
        view.put(body["fixed_amount"], "currency_options", shipping_view.currency_options(rates[body["id"]]))


async def fill_tiers(reader: Reader, shown: Sequence[WireObject]) -> None:
    """Put `tiers` into tiered prices or plans; others have none."""
    prices = await _prices(reader, shown)
    for body in shown:
        if (tiers := prices[body["id"]].tiers) is not None:
            view.put(body, "tiers", view.tiers(tiers))


async def fill_currency_options(reader: Reader, shown: Sequence[WireObject]) -> None:
    """Put `currency_options` into prices."""
    prices = await _prices(reader, shown)
    for body in shown:
        view.put(body, "currency_options", CurrencyOptions(prices[body["id"]]))


def _tiers_in(currency: str) -> Fill:
    """Fills the tiers of one currency, as `currency_options.eur.tiers` asks."""

    async def fill(reader: Reader, maps: Sequence[WireObject]) -> None:
        for options in maps:
            if currency not in options or not isinstance(options, CurrencyOptions):
                continue
            price = options.price
            tiers = price.tiers if currency == price.currency else price.currency_options[currency].tiers
            if tiers is not None:
                view.put(options[currency], "tiers", view.tiers(tiers))

    return fill


async def _prices(reader: Reader, shown: Sequence[WireObject]) -> dict[str, Price]:
    return {p.id: p for p in await store.prices_of_ids(reader, [body["id"] for body in shown])}
