"""What a period of an item costs, line by line (recurring.md §5.2, §5.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from billhook.catalog.objects import Price
from billhook.catalog.rules.pricing import TierPart, amount_of, tier_parts, unit_amount_of
from billhook.kernel.money import multiply, round_half_up
from billhook.subscriptions.rules import line_texts
from billhook.subscriptions.rules.calendar import Interval


@dataclass(frozen=True, slots=True)
class Charge:
    """A line: `amount` in minor units, what it says, and of how many at what each."""

    amount: int
    text: str
    quantity: int | Decimal
    unit_amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Sold:
    """What is billed: a quantity of a price, with what lines say of its product."""

    price: Price
    name: str
    unit_label: str | None
    quantity: int | Decimal
    currency: str

    @property
    def interval(self) -> Interval:
        """How often it is billed."""
        assert self.price.recurring is not None
        return Interval(self.price.recurring.interval, self.price.recurring.interval_count)

    @property
    def value(self) -> int:
        """What a whole period costs, in minor units. Of a metered price, nobody knows before it is over."""
        if self.price.is_metered:
            return 0
        return sum(charge.amount for charge in charges_of(self))


def plain(quantity: Decimal) -> int | Decimal:
    """A quantity as a whole number, if it is one; else without zeros at its end."""
    return int(quantity) if quantity == quantity.to_integral_value() else quantity.normalize()


def charges_of(sold: Sold) -> list[Charge]:
    """The lines of a whole period: one, or one for each tier that is reached and one for each flat amount."""
    parts = tier_parts(sold.price, Decimal(sold.quantity), sold.currency)
    if parts is None:
        return [_of_unit(sold)]
    return [charge for part in parts for charge in _of_tier(sold, part)]


def _of_unit(sold: Sold) -> Charge:
    unit = unit_amount_of(sold.price, sold.currency) or Decimal(0)
    amount = amount_of(sold.price, Decimal(sold.quantity), sold.currency)
    text = line_texts.cycle(sold.name, sold.quantity, unit, sold.currency, sold.interval, unit=sold.unit_label)
    return Charge(amount, text, sold.quantity, unit)


def _of_tier(sold: Sold, part: TierPart) -> Iterator[Charge]:
    tier, quantity = part.tier, plain(part.quantity)
    unit, of = tier.unit_amount or Decimal(0), (sold.currency, sold.interval)
    text = line_texts.tier(sold.name, quantity, part.number, unit, *of, unit=sold.unit_label)
    yield Charge(multiply(unit, part.quantity), text, quantity, unit)
    if tier.flat_amount is not None:
        text = line_texts.flat_fee(sold.name, part.number, tier.flat_amount, *of)
        yield Charge(round_half_up(tier.flat_amount), text, 0, tier.flat_amount)
