"""Create a coupon."""

from billhook.catalog import store as catalog
from billhook.db.tx import Tx
from billhook.discounts import store, view
from billhook.discounts.actions.currencies import amounts_by_currency
from billhook.discounts.objects import Coupon
from billhook.discounts.params import CreateCoupon
from billhook.discounts.rules.coupon import check_redeem_by
from billhook.kernel import errors
from billhook.kernel.ids import new_coupon_id, new_id
from billhook.wire.params import merged_metadata


async def create_coupon(tx: Tx, params: CreateCoupon) -> Coupon:
    """A new coupon. A currency without an amount says nothing and is not kept.

    Raises EXCLUSIVE_PARAMETERS, ONE_OF_REQUIRED, MISSING_PARAMETER, INVALID_VALUE, NO_SUCH_PARAM and
    ALREADY_EXISTS.
    """
    _check_terms(params)
    check_redeem_by(params.redeem_by, tx.now)
    coupon = Coupon(
        id=params.id or new_coupon_id(),
        sort_id=new_id("coupon"),
        created=tx.now,
        deleted_at=None,
        name=params.name,
        percent_off=params.percent_off,
        amount_off=params.amount_off,
        currency=params.currency if params.amount_off is not None else None,
        currency_options=amounts_by_currency(
            {currency: option.amount_off for currency, option in params.currency_options.items()},
            own=params.currency,
            of="amount_off" if params.amount_off is not None else None,
        ),
        duration=params.duration,
        duration_in_months=params.duration_in_months,
        max_redemptions=params.max_redemptions,
        redeem_by=params.redeem_by,
        times_redeemed=0,
        products=await _products(tx, params),
        metadata=merged_metadata({}, params.metadata),
    )
    if not await store.insert_coupon(tx, coupon):
        raise errors.ALREADY_EXISTS(param="id", noun="Coupon")
    tx.emit("coupon.created", tx.render(view.coupon, coupon))
    return coupon


def _check_terms(params: CreateCoupon) -> None:
    """What is taken off is said in exactly one way, and for how long without contradiction."""
    if params.percent_off is None and params.amount_off is None:
        raise errors.ONE_OF_REQUIRED(param="percent_off", names="percent_off, amount_off")
    if params.percent_off is not None and params.amount_off is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="amount_off", names="percent_off, amount_off")
    if params.amount_off is not None and params.currency is None:
        raise errors.MISSING_PARAMETER(param="currency", name="currency")
    if params.duration == "repeating" and params.duration_in_months is None:
        raise errors.MISSING_PARAMETER(param="duration_in_months", name="duration_in_months")
    if params.duration != "repeating" and params.duration_in_months is not None:
        reason = "can only be used with a `duration` of `repeating`"
        raise errors.INVALID_VALUE(param="duration_in_months", name="duration_in_months", reason=reason)


async def _products(tx: Tx, params: CreateCoupon) -> list[str]:
    """The products that the coupon is for, each once and all of them there."""
    given = list(dict.fromkeys(params.applies_to.products)) if params.applies_to is not None else []
    if not given:
        return []
    known = {product.id for product in await catalog.products_of_ids(tx, given) if not product.is_deleted}
    for product in given:
        if product not in known:
            raise errors.NO_SUCH_PARAM(param="applies_to[products]", noun="product", id=product)
    return given
