"""A recurring price in the words of a plan (recurring.md §1.8)."""

from billhook.catalog.objects import Price
from billhook.catalog.view import decimal_or_none
from billhook.db.tx import Reader
from billhook.kernel.money import whole
from billhook.kernel.wire_object import WireObject


def plan(reader: Reader, p: Price) -> WireObject:
    """The wire object, without `tiers`, which must be asked for."""
    assert p.recurring is not None
    transform = p.transform_quantity
    shown = {
        "id": p.id,
        "object": "plan",
        "active": p.active,
        "amount": whole(p.unit_amount),
        "amount_decimal": decimal_or_none(p.unit_amount),
        "billing_scheme": p.billing_scheme,
        "created": p.created,
        "currency": p.currency,
        "interval": p.recurring.interval,
        "interval_count": p.recurring.interval_count,
        "livemode": reader.tenant.livemode,
        "metadata": p.metadata,
        "meter": p.recurring.meter,
        "nickname": p.nickname,
        "product": p.product,
        "tiers_mode": p.tiers_mode,
        "transform_usage": {"divide_by": transform.divide_by, "round": transform.round} if transform else None,
        "trial_period_days": p.recurring.trial_period_days,
        "usage_type": p.recurring.usage_type,
    }
    return WireObject(shown)
