"""What can be looked at: coupons and promotion codes."""

from billhook.discounts import store
from billhook.wire.lookups import existing

coupon = existing(store.find_coupon, "coupon")
"""A coupon that is not deleted. Raises NO_SUCH_PATH."""


promotion_code = existing(store.find_code, "promotion code")
"""A promotion code with its coupon. Raises NO_SUCH_PATH."""
