"""Shipping rates as the newest API version shows them (invoicing.md §1.13)."""

from billhook.catalog.objects import DeliverySpan, ShippingCost, ShippingRate
from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireHash, WireObject


def shipping_rate(reader: Reader, s: ShippingRate) -> WireObject:
    """The wire object, without the `currency_options` of its amount, which must be asked for."""
    estimate = s.delivery_estimate
    shown = {
        "id": s.id,
        "object": "shipping_rate",
        "active": s.active,
        "created": s.created,
        "delivery_estimate": (
            {"maximum": _span(estimate.maximum), "minimum": _span(estimate.minimum)} if estimate is not None else None
        ),
        "display_name": s.display_name,
        "fixed_amount": {"amount": s.amount, "currency": s.currency},
        "livemode": reader.tenant.livemode,
        "metadata": s.metadata,
        "tax_behavior": s.tax_behavior,
        "tax_code": s.tax_code,
        "type": "fixed_amount",
    }
    return WireObject(shown)


def currency_options(s: ShippingRate) -> WireHash:
    """What it costs in each of its currencies, its own among them."""
    options = {**s.currency_options, s.currency: ShippingCost(s.amount, s.tax_behavior)}
    return {
        currency: {"amount": options[currency].amount, "tax_behavior": options[currency].tax_behavior}
        for currency in sorted(options)
    }


def _span(span: DeliverySpan | None) -> WireHash | None:
    return {"unit": span.unit, "value": span.value} if span is not None else None
