"""What callers may send about coupons, promotion codes and the discounts of other objects (invoicing.md §1.12)."""

import re
from decimal import Decimal
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from billhook.kernel.money import LARGEST_AMOUNT
from billhook.wire.by_currency import BY_CURRENCY, LOWER_CASE
from billhook.wire.params import (
    Boolean,
    Currency,
    Expand,
    Hash,
    Id,
    Metadata,
    Page,
    Params,
    Quantity,
    RangeOrMoment,
    Timestamp,
    array,
    choice,
    integer,
    text,
    text_unset,
)  # fmt: skip

DISCOUNTS_MAX = 20
PRODUCTS_MAX = 100
# A hundred years; no calendar ends before.
MONTHS_MAX = 1_200
PERCENT_PLACES = 2


def _refuse(kind: str, **fields: Any) -> NoReturn:
    """Refuse a value with a row of the error catalogue."""
    raise PydanticCustomError(kind, "{reason}", {"reason": kind, **fields})


def _coupon_id(value: str) -> str:
    """A chosen id must be one that an URL can carry back: the Python SDK writes a blank there as a plus."""
    if any(c in "/ " or not c.isprintable() for c in value) or value in (".", ".."):
        _refuse("INVALID_VALUE", reason="must be printable, without slashes or blanks")
    return value


_CODE = re.compile(r"[A-Za-z0-9-]+\Z", re.ASCII)


def _code(value: str) -> str:
    if not _CODE.match(value):
        _refuse("INVALID_VALUE", reason="may only contain letters (a-z, A-Z), digits (0-9) and dashes (-)")
    return value


def _percent(value: Decimal) -> Decimal:
    """More than 0, at most 100, with at most two places."""
    exponent = value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -PERCENT_PLACES:
        _refuse("PERCENT_PLACES", value=format(value, "f"))
    if not 0 < value <= 100:
        _refuse("INVALID_VALUE", reason="must be greater than 0 and at most 100")
    return value


# Validators run from right to left: the text is checked first, then its form.
CouponId = Annotated[str, BeforeValidator(_coupon_id), text(255)]
Code = Annotated[str, BeforeValidator(_code), text(500)]
Percent = Annotated[Quantity, AfterValidator(_percent)]
PositiveAmount = Annotated[int, integer(1, LARGEST_AMOUNT)]
Redemptions = Annotated[int, integer(1, 10**9)]


# ── Coupons ─────────────────────────────────────────────────────────────────────────────────────


class AppliesTo(Params):
    """The products that a coupon is for."""

    products: Annotated[list[Id], array(PRODUCTS_MAX)] = []


class AmountOff(Params):
    """What a coupon takes off in a further currency."""

    amount_off: PositiveAmount


AmountsOff = Annotated[dict[str, AmountOff], BY_CURRENCY, LOWER_CASE]


class CreateCoupon(Params):
    amount_off: PositiveAmount | None = None
    applies_to: Annotated[AppliesTo | None, Hash] = None
    currency: Currency | None = None
    currency_options: AmountsOff = {}
    duration: Annotated[str, choice("forever", "once", "repeating")] = "once"
    duration_in_months: Annotated[int | None, integer(1, MONTHS_MAX)] = None
    expand: Expand = []
    id: CouponId | None = None
    max_redemptions: Redemptions | None = None
    metadata: Metadata = {}
    name: Annotated[str | None, text(40)] = None
    percent_off: Percent | None = None
    redeem_by: Timestamp | None = None


class UpdateCoupon(Params):
    currency_options: AmountsOff = {}
    expand: Expand = []
    metadata: Metadata = {}
    name: Annotated[str | None, text_unset(40)] = None


class ListCoupons(Page):
    created: RangeOrMoment | None = None


# ── Promotion codes ─────────────────────────────────────────────────────────────────────────────


class Promotion(Params):
    """What a code promotes."""

    coupon: Id
    type: Annotated[str, choice("coupon")]


class MinimumAmount(Params):
    """What must be bought for in a further currency."""

    minimum_amount: PositiveAmount


MinimumAmounts = Annotated[dict[str, MinimumAmount], BY_CURRENCY, LOWER_CASE]


class ChangedRestrictions(Params):
    """What may change of the restrictions of a code."""

    currency_options: MinimumAmounts = {}


class Restrictions(ChangedRestrictions):
    """Who may redeem a code, and for what."""

    first_time_transaction: Boolean = False
    minimum_amount: PositiveAmount | None = None
    minimum_amount_currency: Currency | None = None


class CreatePromotionCode(Params):
    not_offered = frozenset({"customer_account"})
    active: Boolean = True
    code: Code | None = None
    customer: Id | None = None
    expand: Expand = []
    expires_at: Timestamp | None = None
    max_redemptions: Redemptions | None = None
    metadata: Metadata = {}
    promotion: Annotated[Promotion, Hash]
    restrictions: Annotated[Restrictions | None, Hash] = None


class UpdatePromotionCode(Params):
    active: Boolean | None = None
    expand: Expand = []
    metadata: Metadata = {}
    restrictions: Annotated[ChangedRestrictions | None, Hash] = None


class ListPromotionCodes(Page):
    not_offered = frozenset({"customer_account"})
    active: Boolean | None = None
    code: Annotated[str | None, text(500)] = None
    coupon: Id | None = None
    created: RangeOrMoment | None = None
    customer: Id | None = None


# ── Discounts of other objects ──────────────────────────────────────────────────────────────────


class GivenDiscount(Params):
    """One of `discounts[]`: exactly one of the three."""

    not_offered = frozenset({"discount_end"})
    coupon: Id | None = None
    discount: Id | None = None
    promotion_code: Id | None = None
