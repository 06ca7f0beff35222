"""What can be asked of coupons and promotion codes. Discounts are redeemed by the verbs of those who carry them."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.discounts import queries, store, view
from billhook.discounts.actions.create_coupon import create_coupon
from billhook.discounts.actions.create_promotion_code import create_promotion_code
from billhook.discounts.actions.delete_coupon import delete_coupon
from billhook.discounts.actions.update_coupon import update_coupon
from billhook.discounts.actions.update_promotion_code import update_promotion_code
from billhook.discounts.params import (
    CreateCoupon,
    CreatePromotionCode,
    ListCoupons,
    ListPromotionCodes,
    UpdateCoupon,
    UpdatePromotionCode,
)  # fmt: skip
from billhook.wire.deleted import deleted

_READ, _WRITE = "discounts:read", "catalog:write"
_change = partial(Verb, needs=_WRITE)
_look = partial(Verb, needs=_READ, mode=Mode.READ)

CREATE_COUPON = _change("coupon.create", create_coupon, CreateCoupon, "coupon", view.coupon)
UPDATE_COUPON = _change("coupon.update", update_coupon, UpdateCoupon, "coupon", view.coupon)
DELETE_COUPON = _change("coupon.delete", delete_coupon, None, "coupon", deleted)
RETRIEVE_COUPON = _look("coupon.retrieve", queries.coupon, None, "coupon", view.coupon)
LIST_COUPONS = _look("coupon.list", store.page_of_coupons, ListCoupons, "coupon", view.coupon)

_CODE = "promotion_code"
CREATE_CODE = _change(f"{_CODE}.create", create_promotion_code, CreatePromotionCode, _CODE, view.promotion_code)
UPDATE_CODE = _change(f"{_CODE}.update", update_promotion_code, UpdatePromotionCode, _CODE, view.promotion_code)
RETRIEVE_CODE = _look(f"{_CODE}.retrieve", queries.promotion_code, None, _CODE, view.promotion_code)
LIST_CODES = _look(f"{_CODE}.list", store.page_of_codes, ListPromotionCodes, _CODE, view.promotion_code)
