"""Where the pages of products, and of what belongs to them, are."""

from billhook.dashboard.csv_tables import BYTES_MAX
from billhook.dashboard.products import (
    coupons,
    export,
    importing,
    prices,
    products,
    promotion_codes,
    shipping_rates,
    tax_rates,
)
from billhook.dashboard.routing import PageRoute

_WRITE = "catalog:write"
_PRODUCT = "/products/{product}"

ROUTES = [
    PageRoute("/products", products.show_list, needs="catalog:read"),
    PageRoute("/products/new", products.show_new, products.create, needs=_WRITE),
    PageRoute("/products/export.csv", export.download, needs="reports:read"),
    PageRoute("/products/import", importing.show, importing.act, needs=_WRITE, uploads=BYTES_MAX),
    PageRoute(_PRODUCT, products.show, needs="catalog:read"),
    PageRoute(f"{_PRODUCT}/raw", products.show_json, needs="catalog:read"),
    PageRoute(f"{_PRODUCT}/edit", products.show_edit, products.update, needs=_WRITE),
    PageRoute(f"{_PRODUCT}/archive", products.ask_archive, products.archive, needs=_WRITE),
    PageRoute(f"{_PRODUCT}/restore", products.ask_restore, products.restore, needs=_WRITE),
    PageRoute(f"{_PRODUCT}/prices/new", prices.show_new, prices.create, needs=_WRITE),
    PageRoute(f"{_PRODUCT}/prices/{{price}}/{{act}}", prices.ask, prices.do, needs=_WRITE),
    PageRoute("/coupons", coupons.show_list, needs="discounts:read"),
    PageRoute("/coupons/new", coupons.show_new, coupons.create, needs=_WRITE),
    PageRoute("/coupons/export.csv", export.download_coupons, needs="reports:read"),
    PageRoute("/coupons/{coupon}", coupons.show, needs="discounts:read"),
    PageRoute("/coupons/{coupon}/raw", coupons.show_json, needs="discounts:read"),
    PageRoute("/coupons/{coupon}/edit", coupons.show_edit, coupons.update, needs=_WRITE),
    PageRoute("/coupons/{coupon}/delete", coupons.ask, coupons.delete, needs=_WRITE),
    PageRoute("/promotion-codes", promotion_codes.show_list, needs="discounts:read"),
    PageRoute("/promotion-codes/new", promotion_codes.show_new, promotion_codes.create, needs=_WRITE),
    PageRoute("/promotion-codes/{code}", promotion_codes.show, needs="discounts:read"),
    PageRoute("/promotion-codes/{code}/raw", promotion_codes.show_json, needs="discounts:read"),
    PageRoute("/promotion-codes/{code}/{act}", promotion_codes.ask, promotion_codes.do, needs=_WRITE),
    PageRoute("/tax-rates", tax_rates.show_list, needs="tax:read"),
    PageRoute("/tax-rates/new", tax_rates.show_new, tax_rates.create, needs=_WRITE),
    PageRoute("/tax-rates/{rate}", tax_rates.show, needs="tax:read"),
    PageRoute("/tax-rates/{rate}/raw", tax_rates.show_json, needs="tax:read"),
    PageRoute("/tax-rates/{rate}/edit", tax_rates.show_edit, tax_rates.update, needs=_WRITE),
    PageRoute("/tax-rates/{rate}/{act}", tax_rates.ask, tax_rates.do, needs=_WRITE),
    PageRoute("/shipping-rates", shipping_rates.show_list, needs="catalog:read"),
    PageRoute("/shipping-rates/new", shipping_rates.show_new, shipping_rates.create, needs=_WRITE),
    PageRoute("/shipping-rates/{shipping_rate}", shipping_rates.show, needs="catalog:read"),
    PageRoute("/shipping-rates/{shipping_rate}/raw", shipping_rates.show_json, needs="catalog:read"),
    PageRoute("/shipping-rates/{shipping_rate}/{act}", shipping_rates.ask, shipping_rates.do, needs=_WRITE),
]
