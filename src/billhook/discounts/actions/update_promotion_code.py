"""Change what may change of a promotion code, and turn it off and on."""

from typing import Any

from billhook.db.tx import Tx
from billhook.discounts import store, view
from billhook.discounts.actions.claiming import claim_code
from billhook.discounts.actions.currencies import amounts_by_currency
from billhook.discounts.objects import PromotionCode, PromotionCodeDetails
from billhook.discounts.params import UpdatePromotionCode
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def update_promotion_code(tx: Tx, params: UpdatePromotionCode, code_id: str) -> PromotionCodeDetails:
    """The code with what was given changed. An update that changes nothing reports nothing.

    Raises NO_SUCH_PATH, INVALID_VALUE, PROMOTION_CODE_NOT_REACTIVATED and PROMOTION_CODE_TAKEN.
    """
    seen = await store.find_code(tx, code_id)
    if seen is None:
        raise errors.NO_SUCH_PATH(noun="promotion code", id=code_id)
    # A deleted coupon cannot be locked and need not be: it stays as it was seen.
    coupon = (await store.lock_coupons(tx, [seen.coupon.id])).get(seen.coupon.id, seen.coupon)
    if params.active and not seen.code.active:
        await claim_code(tx, seen.code)
    code = (await store.lock_codes(tx, [code_id]))[code_id]
    new = _changed(code, params)
    if params.active and not new.is_active(coupon, tx.now):
        raise errors.PROMOTION_CODE_NOT_REACTIVATED(param="active")
    before, after = PromotionCodeDetails(code, coupon), PromotionCodeDetails(new, coupon)
    if new == code:
        return before
    await store.save_code(tx, new)
    emit_updated(tx, "promotion_code.updated", view.promotion_code, before, after)
    return after


def _changed(code: PromotionCode, params: UpdatePromotionCode) -> PromotionCode:
    """The code with everything that was given; what was not given stays as it is."""
    change: dict[str, Any] = {}
    if params.active is not None:
        change["active"] = params.active
    if params.given("metadata"):
        change["metadata"] = merged_metadata(code.metadata, params.metadata)
    if params.restrictions is not None:
        given = {currency: option.minimum_amount for currency, option in params.restrictions.currency_options.items()}
        change["currency_options"] = code.currency_options | amounts_by_currency(
            given,
            own=code.minimum_amount_currency,
            of="minimum_amount" if code.minimum_amount is not None else None,
            place="restrictions[currency_options]",
        )
    return replace(code, **change)
