"""Coupons, promotion codes and discounts as the newest API version shows them (invoicing.md §1.12).

Percentages are JSON numbers (platform.md §1.9). Older versions show the whole coupon inside a discount and a
promotion code, so it travels beside them.
"""

from billhook.db.tx import Reader
from billhook.discounts.objects import Coupon, Discount, PromotionCode, PromotionCodeDetails
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.wire.versions.with_past import WithPast


def coupon(reader: Reader, c: Coupon) -> WireObject:
    """The wire object, without `applies_to` and `currency_options`, which must be asked for."""
    shown = {
        "id": c.id,
        "object": "coupon",
        "amount_off": c.amount_off,
        "created": c.created,
        "currency": c.currency,
        "duration": c.duration,
        "duration_in_months": c.duration_in_months,
        "livemode": reader.tenant.livemode,
        "max_redemptions": c.max_redemptions,
        "metadata": c.metadata,
        "name": c.name,
        "percent_off": float(c.percent_off) if c.percent_off is not None else None,
        "redeem_by": c.redeem_by,
        "times_redeemed": c.times_redeemed,
        "valid": c.is_valid(reader.now),
    }
    return WireObject(shown)


def amounts_off(c: Coupon) -> WireHash | None:
    """What an amount-based coupon takes off in each of its currencies, its own among them."""
    if c.amount_off is None or c.currency is None:
        return None
    amounts = {**c.currency_options, c.currency: c.amount_off}
    return {currency: {"amount_off": amounts[currency]} for currency in sorted(amounts)}


def promotion_code(reader: Reader, details: PromotionCodeDetails) -> WireObject:
    """The wire object of a code, without the `currency_options` of its restrictions."""
    p, c = details.code, details.coupon
    shown = {
        "id": p.id,
        "object": "promotion_code",
        "active": p.is_active(c, reader.now),
        "code": p.code,
        "created": p.created,
        "customer": p.customer,
        "customer_account": None,
        "expires_at": p.expires_at,
        "livemode": reader.tenant.livemode,
        "max_redemptions": p.max_redemptions,
        "metadata": p.metadata,
        "promotion": {"coupon": p.coupon, "type": "coupon"},
        "restrictions": {
            "first_time_transaction": p.first_time_transaction,
            "minimum_amount": p.minimum_amount,
            "minimum_amount_currency": p.minimum_amount_currency,
        },
        "times_redeemed": p.times_redeemed,
    }
    return WireObject(WithPast(shown, coupon=coupon(reader, c)))


def minimum_amounts(p: PromotionCode) -> WireHash | None:
    """The minimum in each currency that has one, its own among them."""
    if p.minimum_amount is None or p.minimum_amount_currency is None:
        return None
    amounts = {**p.currency_options, p.minimum_amount_currency: p.minimum_amount}
    return {currency: {"minimum_amount": amounts[currency]} for currency in sorted(amounts)}


def discount(_reader: Reader, d: Discount) -> WireObject:
    """The wire object. Older versions show the coupon in it as it was when it was redeemed."""
    shown = {
        "id": d.id,
        "object": "discount",
        "checkout_session": None,
        "customer": d.customer,
        "customer_account": None,
        "end": d.end,
        "invoice": d.invoice,
        "invoice_item": d.invoice_item,
        "promotion_code": d.promotion_code,
        "source": {"coupon": d.coupon, "type": "coupon"},
        "start": d.start,
        "subscription": d.subscription,
        "subscription_item": d.subscription_item,
    }
    return WireObject(WithPast(shown, coupon=d.coupon_snapshot))


def deleted_discount(reader: Reader, d: Discount) -> WireObject:
    """What a removed discount leaves: more than the stubs of other objects (platform.md §1.7)."""
    shown = discount(reader, d)
    del shown["end"]
    shown["deleted"] = True
    return shown
