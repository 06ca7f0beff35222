"""Products with their default prices, and coupons, as CSV files. An import takes products back (`importing.py`)."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from billhook.catalog import search_store, store, verbs
from billhook.catalog.objects import Price, Product
from billhook.catalog.params import ListProducts
from billhook.dashboard.csv_files import amount, defused, moment
from billhook.dashboard.exporting import csv_of, named_after, one_page, pages_of
from billhook.dashboard.products.products import asked_for, is_active
from billhook.dashboard.visiting import Visit
from billhook.db.searching import LOOKED_AT_MAX
from billhook.discounts import verbs as discounts
from billhook.discounts.objects import Coupon
from billhook.discounts.params import ListCoupons
from billhook.kernel.money import decimal_text, minor_digits

COLUMNS = (
    "id", "name", "description", "status", "default_price", "price", "currency", "billing", "tax_behavior",
    "unit_label", "tax_code", "url", "image", "created",
)  # fmt: skip
COUPON_COLUMNS = (
    "id", "name", "percent_off", "amount_off", "currency", "duration", "duration_in_months", "times_redeemed",
    "max_redemptions", "redeem_by", "valid", "created",
)  # fmt: skip


async def download(visit: Visit) -> Response:
    """All products that the address asks for, newest first; of a search the best matches."""
    searched, tab = asked_for(visit)
    file = named_after(visit, "products", {"q": searched, "status": tab})
    if searched:
        async with visit.reader() as reader:
            found = await search_store.search(reader, searched, LOOKED_AT_MAX)
        pages = one_page([row for row in found if not tab or row.active == is_active(tab)])
    else:
        pages = pages_of(visit, verbs.LIST_PRODUCTS, ListProducts, active=is_active(tab))

    async def rows(products: Sequence[Product]) -> list[Sequence[object]]:
        async with visit.reader() as reader:
            wanted = [product.default_price for product in products if product.default_price is not None]
            prices = {price.id: price for price in await store.prices_of_ids(reader, wanted)} if wanted else {}
        return [_row(product, prices) for product in products]

    return csv_of(file, COLUMNS, pages, rows)


def _row(product: Product, prices: Mapping[str, Price]) -> Sequence[object]:
    price = prices.get(product.default_price or "")
    texts = (product.unit_label, product.tax_code, product.url, next(iter(product.images), ""))
    return [
        defused(product.id), defused(product.name), defused(product.description or ""),
        "active" if product.active else "archived", *(_price(price) if price is not None else [""] * 5),
        *(defused(text or "") for text in texts), moment(product.created),
    ]  # fmt: skip


def _price(price: Price) -> Sequence[object]:
    """The default price; of one with tiers or one that the customer chooses there is no amount."""
    billing = "one_time"
    if price.recurring is not None:
        count, interval = price.recurring.interval_count, price.recurring.interval
        billing = interval if count == 1 else f"{count} {interval}s"
    major = price.unit_amount.scaleb(-minor_digits(price.currency)) if price.unit_amount is not None else None
    return [
        price.id, decimal_text(major) if major is not None else "", price.currency, billing, price.tax_behavior,
    ]  # fmt: skip


async def download_coupons(visit: Visit) -> Response:
    """All coupons, newest first."""

    async def rows(coupons: Sequence[Coupon]) -> list[Sequence[object]]:
        return [_coupon(coupon, visit.formats.now) for coupon in coupons]

    file = named_after(visit, "coupons", {})
    return csv_of(file, COUPON_COLUMNS, pages_of(visit, discounts.LIST_COUPONS, ListCoupons), rows)


def _coupon(coupon: Coupon, now: int) -> Sequence[object]:
    off = amount(coupon.amount_off, coupon.currency) if coupon.amount_off is not None and coupon.currency else ""
    return [
        defused(coupon.id), defused(coupon.name or ""),
        decimal_text(coupon.percent_off) if coupon.percent_off is not None else "", off, coupon.currency or "",
        coupon.duration, coupon.duration_in_months, coupon.times_redeemed, coupon.max_redemptions,
        moment(coupon.redeem_by), "yes" if coupon.is_valid(now) else "no", moment(coupon.created),
    ]  # fmt: skip
