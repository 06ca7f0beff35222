"""What can be expanded of coupons, promotion codes and discounts (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.catalog.view import put
from billhook.db.tx import Reader
from billhook.discounts import discounts_store, store, view
from billhook.discounts.objects import Coupon
from billhook.kernel.wire_object import WireObject
from billhook.wire.expand import Registry


def register(registry: Registry) -> None:
    """Say how coupons, promotion codes and discounts are loaded, and what hangs on them."""
    registry.loads_type("coupon", load_coupons)
    registry.loads_type("promotion_code", load_codes)
    registry.loads_type("discount", load_discounts)
    registry.includes("coupon", "applies_to", fill_applies_to)
    registry.includes("coupon", "currency_options", fill_amounts_off)
    registry.includes("promotion_code", "restrictions.currency_options", fill_minimum_amounts)
    registry.refers("promotion_code", "promotion.coupon", "coupon")
    registry.refers("promotion_code", "customer", "customer")
    registry.refers("discount", "source.coupon", "coupon")
    registry.refers("discount", "promotion_code", "promotion_code")
    registry.refers("discount", "customer", "customer")
    registry.refers("discount", "subscription", "subscription")


async def load_coupons(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Coupons for expansion; deleted ones whole, and no longer valid: a discount still says what it was."""
    return {c.id: view.coupon(reader, c) for c in await store.coupons_of_ids(reader, ids)}


async def load_codes(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Promotion codes for expansion."""
    return {each.code.id: view.promotion_code(reader, each) for each in await store.codes_of_ids(reader, ids)}


async def load_discounts(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Discounts for expansion, also those that were removed since."""
    return {d.id: view.discount(reader, d) for d in await discounts_store.of_ids(reader, ids)}


async def fill_applies_to(reader: Reader, shown: Sequence[WireObject]) -> None:
    """Put `applies_to` into coupons that are for certain products; others have none."""
    coupons = await _coupons(reader, shown)
    for body in shown:
        if products := coupons[body["id"]].products:
            put(body, "applies_to", {"products": products})


async def fill_amounts_off(reader: Reader, shown: Sequence[WireObject]) -> None:
    """Put `currency_options` into coupons of an amount; others have none."""
    coupons = await _coupons(reader, shown)
    for body in shown:
        if (amounts := view.amounts_off(coupons[body["id"]])) is not None:
            put(body, "currency_options", amounts)


async def fill_minimum_amounts(reader: Reader, shown: Sequence[WireObject]) -> None:
    """Put `currency_options` into the restrictions of codes that ask for a minimum amount; others have none."""
    found = await store.codes_of_ids(reader, [body["id"] for body in shown])
    codes = {each.code.id: each.code for each in found}
    for body in shown:
        if (amounts := view.minimum_amounts(codes[body["id"]])) is not None:
            put(body["restrictions"], "currency_options", amounts)


async def _coupons(reader: Reader, shown: Sequence[WireObject]) -> dict[str, Coupon]:
    return {c.id: c for c in await store.coupons_of_ids(reader, [body["id"] for body in shown])}
