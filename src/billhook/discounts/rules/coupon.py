"""What a coupon is, and whether it can be redeemed (invoicing.md §1.12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from billhook.kernel import errors
from billhook.kernel.clock import DAY_SECONDS

REDEEM_YEARS_MAX = 5


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon as stored: exactly one of `percent_off` (at most two places) and `amount_off` is there.

    `amount_off` is in minor units of `currency`, `currency_options` has the amounts in further currencies.
    An empty `products` means all.
    """

    id: str
    sort_id: str
    created: int
    deleted_at: int | None
    name: str | None
    percent_off: Decimal | None
    amount_off: int | None
    currency: str | None
    currency_options: dict[str, int]
    duration: str
    duration_in_months: int | None
    max_redemptions: int | None
    redeem_by: int | None
    times_redeemed: int
    products: list[str]
    metadata: dict[str, str]

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_used_up(self) -> bool:
        """Whether it was redeemed as often as it may be."""
        return self.max_redemptions is not None and self.times_redeemed >= self.max_redemptions

    def is_expired(self, now: int) -> bool:
        """Whether the last moment at which it could be redeemed has passed."""
        return self.redeem_by is not None and now > self.redeem_by

    def is_valid(self, now: int) -> bool:
        """Whether it can still be redeemed: the wire's `valid`."""
        return not (self.is_deleted or self.is_used_up or self.is_expired(now))


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


def amount_in(amount: int | None, own: str | None, options: Mapping[str, int], currency: str) -> int | None:
    """An amount given in its `own` currency and in further ones, as it is in `currency`; None where it is not."""
    return amount if currency == own else options.get(currency)
