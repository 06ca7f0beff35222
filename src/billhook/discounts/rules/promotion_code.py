"""Who may redeem a promotion code, and for what (invoicing.md §1.12)."""

from billhook.discounts.objects import Coupon, PromotionCode
from billhook.discounts.rules.amounts import amount_in
from billhook.discounts.rules.coupon import check_redeemable
from billhook.kernel import errors


def check_times(code: PromotionCode, coupon: Coupon, now: int) -> None:
    """A new code expires in the future, not after its coupon, and allows no more redemptions than it does.

    Raises INVALID_VALUE.
    """
    if code.expires_at is not None:
        if code.expires_at <= now:
            raise errors.INVALID_VALUE(param="expires_at", name="expires_at", reason="must be in the future")
        if coupon.redeem_by is not None and code.expires_at > coupon.redeem_by:
            reason = "cannot be after the `redeem_by` of the coupon"
            raise errors.INVALID_VALUE(param="expires_at", name="expires_at", reason=reason)
    most = coupon.max_redemptions
    if code.max_redemptions is not None and most is not None and code.max_redemptions > most:
        reason = f"cannot be greater than the `max_redemptions` of the coupon ({most})"
        raise errors.INVALID_VALUE(param="max_redemptions", name="max_redemptions", reason=reason)


def check_redeemable_by(code: PromotionCode, coupon: Coupon, customer: str | None, now: int, param: str) -> None:
    """Whether this customer may redeem the code now.

    Raises PROMOTION_CODE_INACTIVE, PROMOTION_CODE_EXPIRED, PROMOTION_CODE_USED_UP, PROMOTION_CODE_OF_OTHER and
    what `check_redeemable` raises of the coupon.
    """
    if not code.active or coupon.is_deleted or coupon.sort_id != code.coupon_sort_id:
        raise errors.PROMOTION_CODE_INACTIVE(param=param)
    if code.is_expired(now):
        raise errors.PROMOTION_CODE_EXPIRED(param=param)
    if code.is_used_up:
        raise errors.PROMOTION_CODE_USED_UP(param=param)
    if code.customer is not None and code.customer != customer:
        raise errors.PROMOTION_CODE_OF_OTHER(param=param)
    check_redeemable(coupon, now, param)


def check_history(code: PromotionCode, has_paid: bool, param: str) -> None:
    """A code for the first time is not for who has paid before. Raises PROMOTION_CODE_FIRST_TIME."""
    if code.first_time_transaction and has_paid:
        raise errors.PROMOTION_CODE_FIRST_TIME(param=param)


def check_minimum(code: PromotionCode, amount: int, currency: str, param: str) -> None:
    """What is bought must reach the minimum in its own currency, and a minimum must be set there.

    `amount` in minor units of `currency`. Raises PROMOTION_CODE_MINIMUM.
    """
    if code.minimum_amount is None:
        return
    minimum = amount_in(code.minimum_amount, code.minimum_amount_currency, code.currency_options, currency)
    if minimum is None or amount < minimum:
        raise errors.PROMOTION_CODE_MINIMUM(param=param)
