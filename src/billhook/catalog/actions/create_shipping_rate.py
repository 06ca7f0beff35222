"""Create a shipping rate, in a call of its own or for one invoice (invoicing.md §1.13)."""

from billhook.catalog import shipping_store
from billhook.catalog.objects import DeliveryEstimate, DeliverySpan, ShippingCost, ShippingRate
from billhook.catalog.shipping_params import EstimateGiven, ShippingRateData, SpanGiven
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.wire.params import merged_metadata


async def create_shipping_rate(
    tx: Tx, params: ShippingRateData, *, active: bool = True, place: str = ""
) -> ShippingRate:  # fmt: skip
    """A new rate; no event tells of it. `place` is the parameter that holds the data, for errors.

    A rate for one invoice is archived, as inline prices are, so that nothing else comes to name it.
    Raises MISSING_PARAMETER, EXCLUSIVE_PARAMETERS.
    """
    fixed = params.fixed_amount
    if fixed is None:
        param = f"{place}[fixed_amount]" if place else "fixed_amount"
        raise errors.MISSING_PARAMETER(param=param, name=param)
    behavior = params.tax_behavior or "unspecified"
    rate = ShippingRate(
        id=new_id("shr"),
        created=tx.now,
        active=active,
        display_name=params.display_name,
        amount=fixed.amount,
        currency=fixed.currency,
        currency_options={
            currency: ShippingCost(option.amount, option.tax_behavior or "unspecified")
            for currency, option in fixed.currency_options.items()
            if currency != fixed.currency
        },
        delivery_estimate=_estimate(params.delivery_estimate),
        tax_behavior=behavior,
        tax_code=params.tax_code,
        metadata=merged_metadata({}, params.metadata),
    )
    await shipping_store.insert(tx, rate)
    return rate


def _estimate(given: EstimateGiven | None) -> DeliveryEstimate | None:
    return DeliveryEstimate(_span(given.maximum), _span(given.minimum)) if given is not None else None


def _span(given: SpanGiven | None) -> DeliverySpan | None:
    return DeliverySpan(given.unit, given.value) if given is not None else None
