"""`/v1/coupons` and `/v1/promotion_codes`."""

from typing import Any

from billhook.db.tx import Reader
from billhook.discounts import store, view
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
from billhook.kernel import errors
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing


async def retrieve_coupon(reader: Reader, params: Nothing, coupon_id: str) -> dict[str, Any]:
    coupon = await store.find_coupon(reader, coupon_id)
    if coupon is None:
        raise errors.NO_SUCH_PATH(noun="coupon", id=coupon_id)
    return view.coupon(reader, coupon)


async def list_coupons(reader: Reader, params: ListCoupons) -> dict[str, Any]:
    coupons, has_more = await store.page_of_coupons(reader, params)
    return envelope("/v1/coupons", [view.coupon(reader, c) for c in coupons], has_more)


async def retrieve_promotion_code(reader: Reader, params: Nothing, code_id: str) -> dict[str, Any]:
    found = await store.find_code(reader, code_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="promotion code", id=code_id)
    return view.promotion_code(reader, *found)


async def list_promotion_codes(reader: Reader, params: ListPromotionCodes) -> dict[str, Any]:
    codes, has_more = await store.page_of_codes(reader, params)
    return envelope("/v1/promotion_codes", [view.promotion_code(reader, p, c) for p, c in codes], has_more)


_CODE = "/v1/promotion_codes/{promotion_code}"

ROUTES = [
    routing.post("/v1/coupons", create_coupon, CreateCoupon, "coupon"),
    routing.get("/v1/coupons", list_coupons, ListCoupons, "coupon", listing=True),
    routing.get("/v1/coupons/{coupon}", retrieve_coupon, Nothing, "coupon"),
    routing.post("/v1/coupons/{coupon}", update_coupon, UpdateCoupon, "coupon"),
    routing.delete("/v1/coupons/{coupon}", delete_coupon, "coupon"),
    routing.post("/v1/promotion_codes", create_promotion_code, CreatePromotionCode, "promotion_code"),
    routing.get("/v1/promotion_codes", list_promotion_codes, ListPromotionCodes, "promotion_code", listing=True),
    routing.get(_CODE, retrieve_promotion_code, Nothing, "promotion_code"),
    routing.post(_CODE, update_promotion_code, UpdatePromotionCode, "promotion_code"),
]
