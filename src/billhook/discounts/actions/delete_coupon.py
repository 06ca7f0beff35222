"""Delete a coupon. Discounts that were redeemed of it live on; its promotion codes do not."""

from billhook.db.tx import Tx
from billhook.discounts import store, view
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.deleted import Deleted


async def delete_coupon(tx: Tx, coupon_id: str) -> Deleted:
    """Delete a coupon. The event carries the coupon as it was. Raises NO_SUCH_PATH."""
    coupon = (await store.lock_coupons(tx, [coupon_id])).get(coupon_id)
    if coupon is None:
        raise errors.NO_SUCH_PATH(noun="coupon", id=coupon_id)
    await store.save_coupon(tx, replace(coupon, deleted_at=tx.now))
    tx.emit("coupon.deleted", tx.render(view.coupon, coupon))
    return Deleted(coupon_id, "coupon")
