"""Whether a coupon can be redeemed (invoicing.md §1.12)."""

from billhook.discounts.objects import Coupon
from billhook.kernel import errors
from billhook.kernel.clock import DAY_SECONDS

REDEEM_YEARS_MAX = 5


def check_redeemable(coupon: Coupon, now: int, param: str) -> None:
    """Raises COUPON_EXPIRED and COUPON_USED_UP about `param`, for a coupon that is not deleted."""
    if coupon.is_expired(now):
        raise errors.COUPON_EXPIRED(param=param, id=coupon.id)
    if coupon.is_used_up:
        raise errors.COUPON_USED_UP(param=param, id=coupon.id)


def check_redeem_by(redeem_by: int | None, now: int) -> None:
    """A coupon is redeemable for some time, and for five years at most. Raises INVALID_VALUE."""
    if redeem_by is not None and not now < redeem_by <= now + REDEEM_YEARS_MAX * 366 * DAY_SECONDS:
        reason = "must be in the future and at most 5 years ahead"
        raise errors.INVALID_VALUE(param="redeem_by", name="redeem_by", reason=reason)
