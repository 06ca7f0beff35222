"""Change a shipping rate: its state, its metadata, and what it costs in further currencies."""

from billhook.catalog import shipping_store
from billhook.catalog.objects import ShippingCost, ShippingRate
from billhook.catalog.shipping_params import UpdateShippingRate
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def update_shipping_rate(tx: Tx, params: UpdateShippingRate, rate_id: str) -> ShippingRate:
    """The rate with what was given changed.

    Raises NO_SUCH_PATH, TAX_BEHAVIOR_FROZEN, and MISSING_PARAMETER for a new currency without an amount.
    """
    rate = await shipping_store.lock(tx, rate_id)
    if rate is None:
        raise errors.NO_SUCH_PATH(noun="shipping rate", id=rate_id)
    new = replace(rate, currency_options=_options(rate, params))
    if params.active is not None:
        new = replace(new, active=params.active)
    if params.given("metadata"):
        new = replace(new, metadata=merged_metadata(rate.metadata, params.metadata))
    if params.tax_behavior is not None:
        behavior = _behavior(rate.tax_behavior, params.tax_behavior, "tax_behavior")
        new = replace(new, tax_behavior=behavior)
    if new != rate:
        await shipping_store.save(tx, new)
    return new


def _options(rate: ShippingRate, params: UpdateShippingRate) -> dict[str, ShippingCost]:
    options = dict(rate.currency_options)
    given = params.fixed_amount.currency_options if params.fixed_amount is not None else {}
    for currency, change in given.items():
        place = f"fixed_amount[currency_options][{currency}]"
        if currency == rate.currency:
            reason = "is the currency of the rate itself, whose amount cannot be changed"
            raise errors.INVALID_VALUE(param=place, name=place, reason=reason)
        before = options.get(currency)
        amount = change.amount if change.amount is not None or before is None else before.amount
        if amount is None:
            raise errors.MISSING_PARAMETER(param=f"{place}[amount]", name=f"{place}[amount]")
        behavior = before.tax_behavior if before is not None else "unspecified"
        if change.tax_behavior is not None:
            behavior = _behavior(behavior, change.tax_behavior, f"{place}[tax_behavior]")
        options[currency] = ShippingCost(amount, behavior)
    return options


def _behavior(before: str, given: str, param: str) -> str:
    """Once it says whether taxes are inside, that stays (as for prices, invoicing.md §1.2)."""
    if before not in ("unspecified", given):
        raise errors.TAX_BEHAVIOR_FROZEN(param=param)
    return given
