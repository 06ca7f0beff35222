"""Change what may change of a coupon: what it is called, never what it takes off in its own currency."""

from typing import Any

from billhook.db.tx import Tx
from billhook.discounts import store, view
from billhook.discounts.actions.currencies import amounts_by_currency
from billhook.discounts.objects import Coupon
from billhook.discounts.params import UpdateCoupon
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def update_coupon(tx: Tx, params: UpdateCoupon, coupon_id: str) -> Coupon:
    """The coupon with what was given changed. An update that changes nothing reports nothing.

    Discounts stay as they were redeemed. Raises NO_SUCH_PATH and INVALID_VALUE.
    """
    coupon = (await store.lock_coupons(tx, [coupon_id])).get(coupon_id)
    if coupon is None:
        raise errors.NO_SUCH_PATH(noun="coupon", id=coupon_id)
    new = _changed(coupon, params)
    if new == coupon:
        return coupon
    await store.save_coupon(tx, new)
    emit_updated(tx, "coupon.updated", view.coupon, coupon, new)
    return new


def _changed(coupon: Coupon, params: UpdateCoupon) -> Coupon:
    """The coupon with everything that was given; what was not given stays as it is."""
    change: dict[str, Any] = {}
    if params.given("name"):
        change["name"] = params.name
    if params.given("metadata"):
        change["metadata"] = merged_metadata(coupon.metadata, params.metadata)
    given = {currency: option.amount_off for currency, option in params.currency_options.items()}
    of = "amount_off" if coupon.amount_off is not None else None
    change["currency_options"] = coupon.currency_options | amounts_by_currency(given, own=coupon.currency, of=of)
    return replace(coupon, **change)
