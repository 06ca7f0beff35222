"""`/v1/coupons` and `/v1/promotion_codes`."""

from billhook.discounts import verbs
from billhook.wire import routing

_CODE = "/v1/promotion_codes/{promotion_code}"

ROUTES = [
    routing.post("/v1/coupons", verbs.CREATE_COUPON),
    routing.get("/v1/coupons", verbs.LIST_COUPONS, listing=True),
    routing.get("/v1/coupons/{coupon}", verbs.RETRIEVE_COUPON),
    routing.post("/v1/coupons/{coupon}", verbs.UPDATE_COUPON),
    routing.delete("/v1/coupons/{coupon}", verbs.DELETE_COUPON),
    routing.post("/v1/promotion_codes", verbs.CREATE_CODE),
    routing.get("/v1/promotion_codes", verbs.LIST_CODES, listing=True),
    routing.get(_CODE, verbs.RETRIEVE_CODE),
    routing.post(_CODE, verbs.UPDATE_CODE),
]
