"""Delete a coupon. Discounts that were redeemed of it live on; its promotion codes do not."""

from dataclasses import replace
from typing import Any

from billhook.db.tx import Tx
from billhook.discounts import store, view
from billhook.kernel import errors
from billhook.wire.params import Nothing


async def delete_coupon(tx: Tx, params: Nothing, coupon_id: str) -> dict[str, Any]:
    """The stub. The event carries the coupon as it was. Raises NO_SUCH_PATH."""
    coupon = (await store.lock_coupons(tx, [coupon_id])).get(coupon_id)
    if coupon is None:
        raise errors.NO_SUCH_PATH(noun="coupon", id=coupon_id)
    await store.save_coupon(tx, replace(coupon, deleted_at=tx.now))
    tx.emit("coupon.deleted", view.coupon(tx, coupon))
    return view.deleted_coupon(coupon_id)
