"""Create a shipping rate, in a call of its own or for one invoice (invoicing.md §1.13)."""

from typing import Any

from billhook.catalog import shipping_store, shipping_view
from billhook.catalog.rules.shipping_rate import ShippingRate
from billhook.catalog.shipping_params import CreateShippingRate, DeliveryEstimate, ShippingRateData, Span
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.wire.params import merged_metadata


async def create_shipping_rate(tx: Tx, params: CreateShippingRate) -> dict[str, Any]:
    """A new rate; no event tells of it. Raises MISSING_PARAMETER, EXCLUSIVE_PARAMETERS."""
    return shipping_view.shipping_rate(tx, await _stored(tx, params, active=True, place=""))


async def mint_shipping_rate(tx: Tx, data: ShippingRateData, *, place: str) -> ShippingRate:
    """A rate for one invoice: archived, as inline prices are, so that nothing else comes to name it.

    `place` is where the data stands, for errors. Raises what `create_shipping_rate` does.
    """
    return await _stored(tx, data, active=False, place=place)


async def _stored(tx: Tx, data: ShippingRateData, *, active: bool, place: str) -> ShippingRate:
    fixed = data.fixed_amount
    if fixed is None:
        param = f"{place}[fixed_amount]" if place else "fixed_amount"
        raise errors.MISSING_PARAMETER(param=param, name=param)
    behavior = data.tax_behavior or "unspecified"
    rate = ShippingRate(
        id=new_id("shr"),
        created=tx.now,
        active=active,
        display_name=data.display_name,
        amount=fixed.amount,
        currency=fixed.currency,
        currency_options={
            currency: {"amount": option.amount, "tax_behavior": option.tax_behavior or "unspecified"}
            for currency, option in fixed.currency_options.items()
            if currency != fixed.currency
        },
        delivery_estimate=_estimate(data.delivery_estimate),
        tax_behavior=behavior,
        tax_code=data.tax_code,
        metadata=merged_metadata({}, data.metadata),
    )
    await shipping_store.insert(tx, rate)
    return rate


def _estimate(given: DeliveryEstimate | None) -> dict[str, Any] | None:
    return {"maximum": _span(given.maximum), "minimum": _span(given.minimum)} if given is not None else None


def _span(given: Span | None) -> dict[str, Any] | None:
    return {"unit": given.unit, "value": given.value} if given is not None else None
