"""Create a promotion code: a word with which customers redeem a coupon."""

from billhook.db.tx import Tx
from billhook.discounts import store, view
from billhook.discounts.actions.claiming import claim_code
from billhook.discounts.actions.currencies import amounts_by_currency
from billhook.discounts.objects import Coupon, PromotionCode, PromotionCodeDetails
from billhook.discounts.params import CreatePromotionCode, Restrictions
from billhook.discounts.rules.promotion_code import check_times
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_promotion_code
from billhook.wire.params import merged_metadata


async def create_promotion_code(tx: Tx, params: CreatePromotionCode) -> PromotionCodeDetails:
    """A new promotion code; without a `code` it gets one.

    Raises NO_SUCH_PARAM, MISSING_PARAMETER, INVALID_VALUE and PROMOTION_CODE_TAKEN.
    """
    wanted = params.promotion.coupon
    coupon = (await store.lock_coupons(tx, [wanted])).get(wanted)
    if coupon is None:
        raise errors.NO_SUCH_PARAM(param="promotion[coupon]", noun="coupon", id=wanted)
    code = _code(tx, params, coupon)
    check_times(code, coupon, tx.now)
    if code.active:
        await claim_code(tx, code)
    await store.insert_code(tx, code)
    details = PromotionCodeDetails(code, coupon)
    tx.emit("promotion_code.created", tx.render(view.promotion_code, details))
    return details


def _code(tx: Tx, params: CreatePromotionCode, coupon: Coupon) -> PromotionCode:
    restrictions = params.restrictions if params.restrictions is not None else Restrictions()
    for name, other in (
        ("minimum_amount", "minimum_amount_currency"),
        ("minimum_amount_currency", "minimum_amount"),
    ):
        if getattr(restrictions, name) is None and getattr(restrictions, other) is not None:
            raise errors.MISSING_PARAMETER(param=f"restrictions[{name}]", name=f"restrictions[{name}]")
    return PromotionCode(
        id=new_id("promo"),
        created=tx.now,
        coupon=coupon.id,
        coupon_sort_id=coupon.sort_id,
        code=params.code or new_promotion_code(),
        customer=params.customer,
        active=params.active,
        expires_at=params.expires_at,
        max_redemptions=params.max_redemptions,
        times_redeemed=0,
        first_time_transaction=restrictions.first_time_transaction,
        minimum_amount=restrictions.minimum_amount,
        minimum_amount_currency=restrictions.minimum_amount_currency,
        currency_options=amounts_by_currency(
            {currency: option.minimum_amount for currency, option in restrictions.currency_options.items()},
            own=restrictions.minimum_amount_currency,
            of="minimum_amount" if restrictions.minimum_amount is not None else None,
            place="restrictions[currency_options]",
        ),
        metadata=merged_metadata({}, params.metadata),
    )
