"""Products and prices as the newest API version shows them (invoicing.md §1.1, §1.2)."""

from decimal import Decimal
from typing import Any

from billhook.catalog.objects import CurrencyOption, CustomUnitAmount, Price, Product, Tier
from billhook.db.tx import Reader
from billhook.kernel.money import decimal_text, whole
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.wire.deleted import Deleted, deleted


def product(reader: Reader, p: Product) -> WireObject:
    """The wire object; a deleted product is a stub (platform.md §1.7)."""
    if p.is_deleted:
        return deleted(reader, Deleted(p.id, "product"))
    shown = {
        "id": p.id,
        "object": "product",
        "active": p.active,
        "created": p.created,
        "default_price": p.default_price,
        "description": p.description,
        "images": p.images,
        "livemode": reader.tenant.livemode,
        "marketing_features": p.marketing_features,
        "metadata": p.metadata,
        "name": p.name,
        "package_dimensions": p.package_dimensions,
        "shippable": p.shippable,
        "statement_descriptor": p.statement_descriptor,
        "tax_code": p.tax_code,
        "tax_details": {"performance_location": None, "tax_code": p.tax_code} if p.tax_code else None,
        "type": p.type,
        "unit_label": p.unit_label,
        "updated": p.updated,
        "url": p.url,
    }
    return WireObject(shown)


def price(reader: Reader, p: Price) -> WireObject:
    """The wire object, without `tiers` and `currency_options`, which must be asked for."""
    transform = p.transform_quantity
    shown = {
        "id": p.id,
        "object": "price",
        "active": p.active,
        "billing_scheme": p.billing_scheme,
        "created": p.created,
        "currency": p.currency,
        "custom_unit_amount": _custom_unit_amount(p.custom_unit_amount),
        "livemode": reader.tenant.livemode,
        "lookup_key": p.lookup_key,
        "metadata": p.metadata,
        "nickname": p.nickname,
        "product": p.product,
        "recurring": _recurring(p),
        "tax_behavior": p.tax_behavior,
        "tiers_mode": p.tiers_mode,
        "transform_quantity": {"divide_by": transform.divide_by, "round": transform.round} if transform else None,
        "type": p.type,
        "unit_amount": whole(p.unit_amount),
        "unit_amount_decimal": decimal_or_none(p.unit_amount),
    }
    return WireObject(shown)


def tiers(given: tuple[Tier, ...] | None) -> list[WireHash] | None:
    """The tiers of a price or of one of its currencies."""
    if given is None:
        return None
    return [
        {
            "flat_amount": whole(tier.flat_amount),
            "flat_amount_decimal": decimal_or_none(tier.flat_amount),
            "unit_amount": whole(tier.unit_amount),
            "unit_amount_decimal": decimal_or_none(tier.unit_amount),
            "up_to": tier.up_to,
        }
        for tier in given
    ]


def currency_options(p: Price) -> dict[str, WireObject]:
    """What the price costs in each of its currencies, its own among them, without `tiers`."""
    own = CurrencyOption(p.unit_amount, p.tiers, p.custom_unit_amount, p.tax_behavior)
    options = {**p.currency_options, p.currency: own}
    return {currency: _currency_option(options[currency]) for currency in sorted(options)}


def put(body: WireObject, key: str, value: Any) -> None:
    """Add a key where its name belongs: `id`, `object`, then the alphabet (platform.md §1.9)."""
    later = {k: v for k, v in body.items() if k > key and k not in ("id", "object")}
    for k in later:
        del body[k]
    body[key] = value
    body.update(later)


def _currency_option(option: CurrencyOption) -> WireObject:
    shown = {
        "custom_unit_amount": _custom_unit_amount(option.custom_unit_amount),
        "tax_behavior": option.tax_behavior,
        "unit_amount": whole(option.unit_amount),
        "unit_amount_decimal": decimal_or_none(option.unit_amount),
    }
    return WireObject(shown)


def _custom_unit_amount(custom: CustomUnitAmount | None) -> WireHash | None:
    if custom is None:
        return None
    return {"maximum": custom.maximum, "minimum": custom.minimum, "preset": custom.preset}


def _recurring(p: Price) -> WireHash | None:
    if p.recurring is None:
        return None
    return {
        "interval": p.recurring.interval,
        "interval_count": p.recurring.interval_count,
        "meter": p.recurring.meter,
        "trial_period_days": p.recurring.trial_period_days,
        "usage_type": p.recurring.usage_type,
    }


def decimal_or_none(value: Decimal | None) -> str | None:
    """The text of an amount."""
    return decimal_text(value) if value is not None else None
