"""What callers may send about shipping rates (invoicing.md §1.13)."""

from typing import Annotated

from billhook.catalog.params import TaxBehavior, TaxCode
from billhook.kernel.money import LARGEST_AMOUNT
from billhook.wire.by_currency import BY_CURRENCY, LOWER_CASE
from billhook.wire.params import (
    Boolean,
    Currency,
    Expand,
    Hash,
    Metadata,
    Page,
    Params,
    RangeOrMoment,
    choice,
    integer,
    text,
)  # fmt: skip

Cost = Annotated[int, integer(0, LARGEST_AMOUNT)]


class SpanGiven(Params):
    """One end of a delivery estimate."""

    unit: Annotated[str, choice("hour", "day", "business_day", "week", "month")]
    value: Annotated[int, integer(1, 10_000)]


class EstimateGiven(Params):
    """How long delivery takes; an end that is missing is open."""

    maximum: Annotated[SpanGiven | None, Hash] = None
    minimum: Annotated[SpanGiven | None, Hash] = None


class CostIn(Params):
    """What shipping costs in a further currency."""

    amount: Cost
    tax_behavior: TaxBehavior | None = None


class ChangedCostIn(Params):
    """What changes about the cost in a further currency."""

    amount: Cost | None = None
    tax_behavior: TaxBehavior | None = None


class FixedAmount(Params):
    """What shipping costs, whatever is shipped."""

    amount: Cost
    currency: Currency
    currency_options: Annotated[dict[str, CostIn], BY_CURRENCY, LOWER_CASE] = {}


class ChangedFixedAmount(Params):
    currency_options: Annotated[dict[str, ChangedCostIn], BY_CURRENCY, LOWER_CASE] = {}


class ShippingRateData(Params):
    """A shipping rate, in a call of its own or inside an invoice."""

    delivery_estimate: Annotated[EstimateGiven | None, Hash] = None
    display_name: Annotated[str, text(100)]
    fixed_amount: Annotated[FixedAmount | None, Hash] = None
    metadata: Metadata = {}
    tax_behavior: TaxBehavior | None = None
    tax_code: TaxCode | None = None
    type: Annotated[str, choice("fixed_amount")] = "fixed_amount"


class CreateShippingRate(ShippingRateData):
    expand: Expand = []


class UpdateShippingRate(Params):
    active: Boolean | None = None
    expand: Expand = []
    fixed_amount: Annotated[ChangedFixedAmount | None, Hash] = None
    metadata: Metadata = {}
    tax_behavior: TaxBehavior | None = None


class ListShippingRates(Page):
    active: Boolean | None = None
    created: RangeOrMoment | None = None
    currency: Currency | None = None
