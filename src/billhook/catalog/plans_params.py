"""What callers may send about plans, the words of old for recurring prices (recurring.md §1.8)."""

from typing import Annotated, Any

from billhook.catalog.params import (
    INTERVALS,
    TRIAL_DAYS_MAX,
    ProductData,
    ProductId,
    Tiers,
    TransformQuantityGiven,
    UnitAmount,
    UnitAmountDecimal,
)
from billhook.wire.params import (
    Boolean,
    Currency,
    Expand,
    Hash,
    Id,
    Metadata,
    Page,
    Params,
    RangeOrMoment,
    Text,
    TextUnset,
    choice,
    integer,
    text,
)  # fmt: skip
from billhook.wire.reading import ReadsTextToo


class NamedProduct(ProductData):
    """A product that exists already, by its `id`."""


def _product(value: Any) -> Any:
    """A hash is left to the description of products; a text is an id."""
    if isinstance(value, dict):
        return value
    return NamedProduct.of(id=text(255).func(value))  # type: ignore[call-arg]


class CreatePlan(Params):
    not_offered = frozenset({"aggregate_usage"})
    active: Boolean = True
    amount: UnitAmount | None = None
    amount_decimal: UnitAmountDecimal | None = None
    billing_scheme: Annotated[str, choice("per_unit", "tiered")] = "per_unit"
    currency: Currency
    expand: Expand = []
    id: ProductId | None = None
    interval: Annotated[str, choice(*INTERVALS)]
    interval_count: Annotated[int, integer(1)] = 1
    metadata: Metadata = {}
    meter: Id | None = None
    nickname: Text | None = None
    product: Annotated[ProductData, ReadsTextToo(_product, schema={"type": "string", "minLength": 1, "maxLength": 255})]
    tiers: Tiers | None = None
    tiers_mode: Annotated[str | None, choice("graduated", "volume")] = None
    transform_usage: Annotated[TransformQuantityGiven | None, Hash] = None
    trial_period_days: Annotated[int | None, integer(1, TRIAL_DAYS_MAX)] = None
    usage_type: Annotated[str, choice("licensed", "metered")] = "licensed"


class UpdatePlan(Params):
    not_offered = frozenset({"product", "trial_period_days"})
    active: Boolean | None = None
    expand: Expand = []
    metadata: Metadata = {}
    nickname: TextUnset = None


class ListPlans(Page):
    active: Boolean | None = None
    created: RangeOrMoment | None = None
    product: Id | None = None
