"""What crediting a part of an invoice's line takes back of it, to the cent (invoicing.md §7).

A line has shares: its discounts, its taxes, the inclusive tax that an exempt customer did not pay. Credited are
they in step with its amount: after `c` of an amount `A` is credited, `c/A` of each share is, rounded once, and a
credit note gets the difference to what earlier ones had. So crediting everything, in whatever steps, ends exactly
at everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from billhook.kernel.money import round_exact, split


@dataclass(frozen=True, slots=True)
class LineTax:
    """A tax on a line: minor units; an inclusive one is inside the line's amount."""

    amount: int
    taxable_amount: int
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Shares:
    """A line of an invoice, or a part of one: gross amount and what belongs to it.

    `own` and `of_invoice` are the shares of its discounts, `removed_tax` the inclusive tax that an exempt customer
    did not pay. Their order is that of the invoice.
    """

    amount: int
    own: tuple[int, ...] = ()
    of_invoice: tuple[int, ...] = ()
    taxes: tuple[LineTax, ...] = ()
    removed_tax: int = 0

    @property
    def net(self) -> int:
        """What discounts leave."""
        return self.amount - sum(self.own) - sum(self.of_invoice)

    @property
    def subtotal(self) -> int:
        """What the discounts of the line leave; those of the invoice, and taxes on top, are not in it."""
        return self.amount - sum(self.own)

    @property
    def total(self) -> int:
        """What is credited, all in all."""
        return self.net - self.removed_tax + sum(tax.amount for tax in self.taxes if not tax.inclusive)


def credited_amount(whole: int, quantity: Decimal, before: Decimal, units: Decimal) -> int:
    """The gross amount of crediting `units` of a line of `quantity`, of which `before` units are credited."""
    share = Fraction(whole) / Fraction(quantity)
    return round_exact(share * Fraction(before + units)) - round_exact(share * Fraction(before))


def credited(line: Shares, before: Sequence[Shares], amount: int) -> Shares:
    """What crediting a further `amount` of a line takes, when `before` has been credited.

    `amount` has the sign of the line and no more than is left of it.
    """
    done = sum(part.amount for part in before)
    progress = Fraction(done + amount, line.amount) if line.amount else Fraction(1)
    discounts = (*line.own, *line.of_invoice)
    earlier = [(*part.own, *part.of_invoice) for part in before]
    given = _discounts(discounts, earlier, progress, limit=abs(amount))
    own, of_invoice = given[: len(line.own)], given[len(line.own) :]
    removed = _next(line.removed_tax, [part.removed_tax for part in before], progress)
    amounts = [
        _next(tax.amount, [part.taxes[n].amount for part in before], progress) for n, tax in enumerate(line.taxes)
    ]
    net = amount - sum(given)
    inside = removed + sum(a for a, tax in zip(amounts, line.taxes, strict=True) if tax.inclusive)
    taxes = tuple(
        LineTax(
            amounts[n],
            net - inside
            if tax.taxable_amount == _base(line)
            else _next(tax.taxable_amount, [part.taxes[n].taxable_amount for part in before], progress),
            tax.inclusive,
        )
        for n, tax in enumerate(line.taxes)
    )
    return Shares(amount, own, of_invoice, taxes, removed)


def _base(line: Shares) -> int:
    """What taxes are reckoned on, unless somebody else has worked them out."""
    return line.net - line.removed_tax - sum(tax.amount for tax in line.taxes if tax.inclusive)


def _next(whole: int, before: Sequence[int], progress: Fraction) -> int:
    """The next part of a share: what is to be credited by now, less what has been. Never against its sign."""
    due = round_exact(whole * progress) - sum(before)
    return max(due, 0) if whole >= 0 else min(due, 0)


def _discounts(
    wholes: Sequence[int], before: Sequence[Sequence[int]], progress: Fraction, *, limit: int
) -> tuple[int, ...]:
    """The next parts of all discounts of a line.

    Their sum is rounded, not each of them, or several halves could take more than the amount that is credited.
    """
    left = [whole - sum(part[n] for part in before) for n, whole in enumerate(wholes)]
    taken = sum(wholes) - sum(left)
    due = min(_next(sum(wholes), [taken], progress), limit, sum(left))
    return tuple(split(due, left)) if due > 0 else (0,) * len(wholes)
