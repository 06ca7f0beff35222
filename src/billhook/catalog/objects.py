"""Products, prices and shipping rates, as stored.

Unit amounts are `Decimal` in minor units with at most twelve places, never negative unless the price was minted for a
negative amount (invoicing.md §1.2, §2.1).
"""

from dataclasses import dataclass
from decimal import Decimal

from billhook.catalog.types import Dimensions


@dataclass(frozen=True, slots=True)
class Product:
    """A product as stored. Times in Unix seconds; dimensions in inches and ounces."""

    id: str
    sort_id: str
    created: int
    updated: int
    deleted_at: int | None
    active: bool
    inline: bool
    name: str
    description: str | None
    images: list[str]
    marketing_features: list[dict[str, str]]
    metadata: dict[str, str]
    package_dimensions: Dimensions | None
    shippable: bool | None
    statement_descriptor: str | None
    tax_code: str | None
    type: str
    unit_label: str | None
    url: str | None
    default_price: str | None

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a tiered price; `up_to` None is infinity. At least one of the amounts is there."""

    up_to: int | None
    flat_amount: Decimal | None
    unit_amount: Decimal | None


@dataclass(frozen=True, slots=True)
class CustomUnitAmount:
    """Pay what you want: bounds and suggestion in minor units."""

    maximum: int | None
    minimum: int | None
    preset: int | None


@dataclass(frozen=True, slots=True)
class CurrencyOption:
    """What a price costs in a further currency, said the same way as by the price itself."""

    unit_amount: Decimal | None
    tiers: tuple[Tier, ...] | None
    custom_unit_amount: CustomUnitAmount | None
    tax_behavior: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """How often a recurring price is billed. The `meter` counts the quantity of a metered price."""

    interval: str
    interval_count: int
    usage_type: str
    trial_period_days: int | None
    meter: str | None = None


@dataclass(frozen=True, slots=True)
class TransformQuantity:
    """Packages: a quantity is divided by `divide_by`, rounded `up` or `down`, and then priced."""

    divide_by: int
    round: str


@dataclass(frozen=True, slots=True)
class Price:
    """A price as stored.

    Exactly one of `unit_amount`, `tiers` and `custom_unit_amount` is there. `inline` prices were minted for
    invoice items, or their plan was deleted; they are in no list.
    """

    id: str
    created: int
    active: bool
    inline: bool
    product: str
    currency: str
    nickname: str | None
    lookup_key: str | None
    metadata: dict[str, str]
    tax_behavior: str
    unit_amount: Decimal | None
    custom_unit_amount: CustomUnitAmount | None
    tiers_mode: str | None
    tiers: tuple[Tier, ...] | None
    currency_options: dict[str, CurrencyOption]
    transform_quantity: TransformQuantity | None
    recurring: Recurring | None

    @property
    def type(self) -> str:
        """`recurring` or `one_time`."""
        return "one_time" if self.recurring is None else "recurring"

    @property
    def is_plan(self) -> bool:
        """Whether it has a plan, which says the same in the words of old."""
        return self.recurring is not None and not self.inline

    @property
    def is_metered(self) -> bool:
        """Whether its quantity is what customers used in a period that is over."""
        return self.recurring is not None and self.recurring.usage_type == "metered"

    @property
    def billing_scheme(self) -> str:
        """`tiered` or `per_unit`."""
        return "per_unit" if self.tiers is None else "tiered"

    @property
    def held_lookup_key(self) -> str | None:
        """The lookup key that no other price may have now; an inactive price holds none."""
        return self.lookup_key if self.active else None


@dataclass(frozen=True, slots=True)
class ShippingCost:
    """What shipping costs in a further currency, in its minor units."""

    amount: int
    tax_behavior: str


@dataclass(frozen=True, slots=True)
class DeliverySpan:
    """One end of a delivery estimate: a number of hours, days, business days, weeks or months."""

    unit: str
    value: int


@dataclass(frozen=True, slots=True)
class DeliveryEstimate:
    """How long delivery takes; an end that is None is open."""

    maximum: DeliverySpan | None
    minimum: DeliverySpan | None


@dataclass(frozen=True, slots=True)
class ShippingRate:
    """A shipping rate as stored: `amount` in minor units of `currency`; `currency_options` are further currencies."""

    id: str
    created: int
    active: bool
    display_name: str
    amount: int
    currency: str
    currency_options: dict[str, ShippingCost]
    delivery_estimate: DeliveryEstimate | None
    tax_behavior: str
    tax_code: str | None
    metadata: dict[str, str]

    def amount_in(self, currency: str) -> int | None:
        """What shipping costs in minor units of `currency`; None if the rate does not say."""
        if currency == self.currency:
            return self.amount
        option = self.currency_options.get(currency)
        return option.amount if option is not None else None
