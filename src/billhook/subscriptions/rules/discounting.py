"""What a whole period of an item costs after the discounts of today (recurring.md §5.4, §6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from billhook.discounts.objects import Discount


@dataclass(frozen=True, slots=True)
class Valued:
    """An item: what a period of it costs in minor units, its product, and the discounts of its own."""

    value: int
    product: str
    discounts: tuple[Discount, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """What a period of an item costs after discounts, in minor units, exact; and the percentages taken off."""

    amount: Fraction
    percents: tuple[Decimal, ...] = ()


def value_of(items: Sequence[Valued], shared: Sequence[Discount], place: int, *, spreads: bool) -> Value:
    """The value of the item at `place`: its own discounts first, then those that all items share, in their order.

    An amount that is shared `spreads` over what is left of the items that it touches; else each item loses the whole
    of it (W12: classic mode).
    """
    left = [Fraction(item.value) for item in items]
    percents: list[Decimal] = []
    for n, item in enumerate(items):
        for discount in item.discounts:
            if _touches(discount, item, left[n]):
                left[n] -= _taken(discount, left[n])
                percents += _percent(discount) if n == place else ()
    for discount in shared:
        weights = [
            rest if _touches(discount, item, rest) else Fraction(0) for item, rest in zip(items, left, strict=True)
        ]
        if weights[place]:
            percents += _percent(discount)
        whole = sum(weights) if spreads else None
        for n, weight in enumerate(weights):
            if weight:
                left[n] -= _taken(discount, whole or weight) * weight / (whole or weight)
    return Value(left[place], tuple(percents))


def _touches(discount: Discount, item: Valued, left: Fraction) -> bool:
    return left > 0 and (not discount.products or item.product in discount.products)


def _taken(discount: Discount, amount: Fraction) -> Fraction:
    if discount.percent_off is not None:
        return amount * Fraction(discount.percent_off) / 100
    return min(Fraction(discount.amount_off or 0), amount)


def _percent(discount: Discount) -> tuple[Decimal, ...]:
    return (discount.percent_off,) if discount.percent_off is not None else ()
