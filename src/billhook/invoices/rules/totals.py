"""The sum of an invoice: every amount that depends on its lines, computed in this one place.

Amounts are minor units of the invoice's currency. Source: invoicing.md §2.5. What a line comes to is the catalogue's
(`catalog/rules/pricing.py`), what discounts take `discounting.py`, what taxes add `taxing.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from billhook.invoices.rules.discounting import Amounts, Discounted, discounted
from billhook.invoices.rules.taxing import TaxableLine, inclusive_tax, taxed
from billhook.invoices.rules.terms import LineTerms, Tax, Terms
from billhook.kernel.replacing import replace


@dataclass(frozen=True, slots=True)
class LineTotals:
    """What discounts and taxes make of a line: every discount with its share, every tax."""

    discounts: Amounts
    taxes: tuple[Tax, ...]


@dataclass(frozen=True, slots=True)
class ShippingTotals:
    """The cost of shipping: `subtotal` with inclusive taxes inside, `total` with all taxes."""

    subtotal: int
    total: int
    taxes: tuple[Tax, ...]

    @property
    def tax(self) -> int:
        """All taxes on it, inclusive ones too."""
        return sum(tax.amount for tax in self.taxes)


@dataclass(frozen=True, slots=True)
class Totals:
    """What an invoice comes to.

    `subtotal` has the lines' own discounts taken off and inclusive taxes still inside; `discounts` are summed
    by discount, `taxes` by rate, over lines and shipping; `removed_tax` is inclusive tax that an exempt customer does
    not pay. `total` = `subtotal` - discounts of the invoice - `removed_tax` + exclusive taxes + shipping.
    """

    lines: tuple[LineTotals, ...]
    subtotal: int
    subtotal_excluding_tax: int
    discounts: Amounts
    taxes: tuple[Tax, ...]
    shipping: ShippingTotals | None
    removed_tax: int
    total: int
    total_excluding_tax: int


def totals(terms: Terms) -> Totals:
    """Sum up an invoice."""
    reduced = discounted(terms.lines, terms.discounts)
    lines = taxed(
        [_taxable(terms, line, after.net) for line, after in zip(terms.lines, reduced, strict=True)],
        terms.exemption,
        terms.rounding,
    )
    shipping = _shipping(terms)
    removed = sum(line.removed for line in lines)
    taxes = taxes_by_rate([*(tax for line in lines for tax in line.taxes), *(shipping.taxes if shipping else ())])
    subtotal = sum(after.before_invoice for after in reduced)
    on_top = sum(tax.amount for line in lines for tax in line.taxes if not tax.inclusive)
    total = sum(after.net for after in reduced) - removed + on_top + (shipping.total if shipping else 0)
    return Totals(
        lines=tuple(LineTotals(after.amounts, line.taxes) for after, line in zip(reduced, lines, strict=True)),
        subtotal=subtotal,
        subtotal_excluding_tax=subtotal - _inside_subtotal(terms, reduced),
        discounts=_by_discount(reduced, terms),
        taxes=taxes,
        shipping=shipping,
        removed_tax=removed,
        total=total,
        total_excluding_tax=total - sum(tax.amount for tax in taxes),
    )


def _taxable(terms: Terms, line: LineTerms, net: int) -> TaxableLine:
    return TaxableLine(net, line.rates or terms.default_rates, line.taxes)


def _inside_subtotal(terms: Terms, reduced: Sequence[Discounted]) -> int:
    """The inclusive tax in the subtotal, which knows nothing of the invoice's discounts yet."""
    lines = [_taxable(terms, line, after.before_invoice) for line, after in zip(terms.lines, reduced, strict=True)]
    return inclusive_tax(lines, terms.rounding)


def _shipping(terms: Terms) -> ShippingTotals | None:
    cost = terms.shipping
    if cost is None:
        return None
    taxes = cost.taxes
    if cost.rates:
        (line,) = taxed([TaxableLine(cost.amount, cost.rates)], terms.exemption, terms.rounding)
        taxes = line.taxes
    on_top = sum(tax.amount for tax in taxes if not tax.inclusive)
    return ShippingTotals(cost.amount, cost.amount + on_top, taxes)


def taxes_by_rate(taxes: Iterable[Tax]) -> tuple[Tax, ...]:
    """One entry for each rate, behaviour and reason, in the order in which they come."""
    summed: dict[tuple[str, bool, str], Tax] = {}
    for tax in taxes:
        key = (tax.rate, tax.inclusive, tax.reason)
        so_far = summed.get(key)
        summed[key] = (
            tax
            if so_far is None
            else replace(
                tax,
                amount=so_far.amount + tax.amount,
                taxable_amount=so_far.taxable_amount + tax.taxable_amount,
            )
        )
    return tuple(summed.values())


def _by_discount(reduced: Sequence[Discounted], terms: Terms) -> Amounts:
    """One entry for each discount: those of lines as they come, then those of the invoice."""
    summed: dict[str, int] = {}
    for after in reduced:
        for discount, amount in after.own:
            summed[discount] = summed.get(discount, 0) + amount
    for discount in (d.id for d in terms.discounts):
        summed[discount] = sum(amount for after in reduced for d, amount in after.of_invoice if d == discount)
    return tuple(summed.items())
