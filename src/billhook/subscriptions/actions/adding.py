"""What an invoice of a subscription bills once, beside its prices (recurring.md §2.1, §5.2)."""

from collections.abc import Sequence

from billhook.db.tx import Tx
from billhook.invoices.actions.charging import charge
from billhook.invoices.actions.items import make_item
from billhook.invoices.items_params import ChargeFields, Pricing
from billhook.invoices.items_params import Period as GivenPeriod
from billhook.invoices.objects import Item
from billhook.kernel import errors
from billhook.kernel.api_error import ApiError
from billhook.kernel.replacing import replace
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import AddedItem, AddedPeriod

_AS_ITEM = ("discountable", "discounts", "metadata", "price_data", "quantity", "tax_rates")


async def added_items(tx: Tx, details: SubscriptionDetails, given: Sequence[AddedItem]) -> list[Item]:
    """Items of the subscription that wait for an invoice; none is stored yet.

    Their period is that of the subscription's items, unless another is given. Raises what charging raises, and
    MISSING_PARAMETER and INVALID_VALUE about the period.
    """
    return [await _added(tx, details, params, f"add_invoice_items[{n}]") for n, params in enumerate(given)]


async def _added(tx: Tx, details: SubscriptionDetails, params: AddedItem, place: str) -> Item:
    s = details.subscription
    asked = ChargeFields.of(
        period=_period(details, params.period, f"{place}[period]", now=tx.now),
        **{name: getattr(params, name) for name in _AS_ITEM if params.given(name)},
        **({"pricing": Pricing.of(price=params.price)} if params.price is not None else {}),
    )
    if params.price is None and params.price_data is None:
        raise errors.ONE_OF_REQUIRED(param=f"{place}[price]", names="price, price_data")
    try:
        charged = await charge(tx, asked, currency=s.currency, description=None, prefix=place)
    except ApiError as error:
        raise error.naming(f"{place}[pricing]", place) from None
    made = await make_item(tx, asked, charged, customer=s.customer, invoice=None, position=None, prefix=place)
    return replace(made, subscription=s.id, test_clock=s.test_clock)


def _period(details: SubscriptionDetails, given: AddedPeriod | None, place: str, *, now: int) -> GivenPeriod:
    start = max(item.period_start for item in details.items)
    end = min(item.period_end for item in details.items)
    if given is not None and given.start.type == "now":
        start = now
    for name, said in () if given is None else (("start", given.start), ("end", given.end)):
        if said.type != "timestamp":
            continue
        if said.timestamp is None:
            param = f"{place}[{name}][timestamp]"
            raise errors.MISSING_PARAMETER(param=param, name=param)
        start, end = (said.timestamp, end) if name == "start" else (start, said.timestamp)
    return GivenPeriod.of(start=start, end=end)
