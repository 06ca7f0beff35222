"""What can be looked at: coupons and promotion codes."""

from billhook.db.tx import Reader
from billhook.discounts import store
from billhook.discounts.objects import Coupon, PromotionCodeDetails
from billhook.kernel import errors


async def coupon(reader: Reader, coupon_id: str) -> Coupon:
    """A coupon that is not deleted. Raises NO_SUCH_PATH."""
    found = await store.find_coupon(reader, coupon_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="coupon", id=coupon_id)
    return found


async def promotion_code(reader: Reader, code_id: str) -> PromotionCodeDetails:
    """A promotion code with its coupon. Raises NO_SUCH_PATH."""
    found = await store.find_code(reader, code_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="promotion code", id=code_id)
    return found
