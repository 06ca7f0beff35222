"""What discounts take off each line (invoicing.md §2.3).

The discounts of a line come first, in their order, each on what the ones before have left. Those of the invoice
follow in theirs, each spread over the lines that it may touch in proportion to what is left of them. Nothing
falls below zero: a line that is negative or has nothing left is passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from billhook.invoices.rules.terms import DiscountTerms, LineTerms
from billhook.kernel.money import round_exact, split

Amounts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Discounted:
    """A line after its discounts: what each took (ids and amounts, in order), its own first.

    `before_invoice` is what the line's own discounts leave, `net` what all leave.
    """

    own: Amounts
    of_invoice: Amounts
    before_invoice: int
    net: int

    @property
    def amounts(self) -> Amounts:
        return self.own + self.of_invoice


def discounted(lines: Sequence[LineTerms], discounts: Sequence[DiscountTerms]) -> list[Discounted]:
    """Every line with its share of every discount; where a discount takes nothing its share is 0."""
    own = [_of_line(line) for line in lines]
    left = [rest for _, rest in own]
    shares: list[list[tuple[str, int]]] = [[] for _ in lines]
    for discount in discounts:
        for place, amount in enumerate(_spread(discount, lines, left)):
            shares[place].append((discount.id, amount))
            left[place] -= amount
    return [
        Discounted(amounts, tuple(of_invoice), rest, net)
        for (amounts, rest), of_invoice, net in zip(own, shares, left, strict=True)
    ]


def _of_line(line: LineTerms) -> tuple[Amounts, int]:
    left, amounts = line.amount, []
    for discount in line.discounts:
        amount = _taken(discount, left) if _touches(discount, line, left) else 0
        amounts.append((discount.id, amount))
        left -= amount
    return tuple(amounts), left


def _spread(discount: DiscountTerms, lines: Sequence[LineTerms], left: Sequence[int]) -> list[int]:
    """One discount of the invoice over all lines. The shares sum to the whole discount."""
    weights = [rest if _touches(discount, line, rest) else 0 for line, rest in zip(lines, left, strict=True)]
    if not any(weights):
        return weights
    return split(_taken(discount, sum(weights)), weights)


def _touches(discount: DiscountTerms, line: LineTerms, left: int) -> bool:
    return line.discountable and left > 0 and (not discount.products or line.product in discount.products)


def _taken(discount: DiscountTerms, amount: int) -> int:
    """What a discount takes of a positive amount: never more than all of it."""
    if discount.percent_off is not None:
        return round_exact(amount * Fraction(discount.percent_off) / 100)
    return min(discount.amount_off or 0, amount)
