"""Give a code away: what creating and reactivating a promotion code have in common."""

from billhook.db.tx import Tx
from billhook.discounts import store
from billhook.discounts.objects import PromotionCode
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def claim_code(tx: Tx, wanted: PromotionCode) -> None:
    """Make sure that no other active promotion code leads one of its customers elsewhere.

    A code that can no longer be redeemed gives way: it was shown as inactive already, so nothing is reported.
    Raises PROMOTION_CODE_TAKEN.
    """
    for found in await store.claim_code(tx, wanted.code, wanted.customer):
        holder = found.code
        if holder.id == wanted.id:
            continue
        if holder.is_active(found.coupon, tx.now):
            raise errors.PROMOTION_CODE_TAKEN(param="code", code=wanted.code)
        await store.save_code(tx, replace(holder, active=False))
