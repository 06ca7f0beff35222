"""Shipping rates as the newest API version shows them (invoicing.md §1.13)."""

from typing import Any

from billhook.catalog.rules.shipping_rate import ShippingRate
from billhook.db.tx import Reader

Object = dict[str, Any]


def shipping_rate(reader: Reader, s: ShippingRate) -> Object:
    """The wire object, without the `currency_options` of its amount, which must be asked for."""
    return {
        "id": s.id,
        "object": "shipping_rate",
        "active": s.active,
        "created": s.created,
        "delivery_estimate": s.delivery_estimate,
        "display_name": s.display_name,
        "fixed_amount": {"amount": s.amount, "currency": s.currency},
        "livemode": reader.tenant.livemode,
        "metadata": s.metadata,
        "tax_behavior": s.tax_behavior,
        "tax_code": s.tax_code,
        "type": "fixed_amount",
    }


def currency_options(s: ShippingRate) -> Object:
    """What it costs in each of its currencies, its own among them."""
    own = {"amount": s.amount, "tax_behavior": s.tax_behavior}
    options = {**s.currency_options, s.currency: own}
    return {currency: options[currency] for currency in sorted(options)}
