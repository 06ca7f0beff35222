"""What a price is. Unit amounts are `Decimal` in minor units with at most twelve places, never negative
unless the price was minted for a negative amount (invoicing.md §1.2, §2.1).
"""

from dataclasses import dataclass
from decimal import Decimal


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
    """How often a recurring price is billed."""

    interval: str
    interval_count: int
    usage_type: str
    trial_period_days: int | None


@dataclass(frozen=True, slots=True)
class TransformQuantity:
    """Packages: a quantity is divided by `divide_by`, rounded `up` or `down`, and then priced."""

    divide_by: int
    round: str


@dataclass(frozen=True, slots=True)
class Price:
    """A price as stored.

    Exactly one of `unit_amount`, `tiers` and `custom_unit_amount` is there. `inline` prices were minted for
    invoice items; they are in no list.
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
    def billing_scheme(self) -> str:
        """`tiered` or `per_unit`."""
        return "per_unit" if self.tiers is None else "tiered"

    @property
    def held_lookup_key(self) -> str | None:
        """The lookup key that no other price may have now; an inactive price holds none."""
        return self.lookup_key if self.active else None
