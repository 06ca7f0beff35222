"""The taxes inside a credit of a mere amount (Articles 90 and 219 of Directive 2006/112/EC).

Such a credit note names no lines, so its amount takes back a share of every tax of the invoice, in step with the total.
What earlier credit notes took is taken off, so crediting everything, in whatever steps, ends exactly at everything.
"""

from collections.abc import Sequence
from fractions import Fraction

from billhook.invoices.applied import AppliedTax
from billhook.kernel.money import round_exact
from billhook.kernel.replacing import replace


def taxes_of_amount(
    amount: int, total: int, taxes: Sequence[AppliedTax], *, credited: int, earlier: Sequence[AppliedTax]
) -> tuple[AppliedTax, ...]:
    """The taxes inside `amount`, in minor units: one for each of `taxes` of an invoice of `total`.

    `credited` is what earlier credit notes came to, `earlier` are the taxes that they took back. A tax that is charged
    counts as inclusive, whatever it was on the invoice: the amount contains it. One that is not charged stays at zero.
    """
    progress = Fraction(credited + amount, total)
    return tuple(_share(tax, progress, [one for one in earlier if one.rate.id == tax.rate.id]) for tax in taxes)


def _share(tax: AppliedTax, progress: Fraction, earlier: Sequence[AppliedTax]) -> AppliedTax:
    return replace(
        tax,
        amount=_next(tax.amount, progress, sum(one.amount for one in earlier)),
        taxable_amount=_next(tax.taxable_amount, progress, sum(one.taxable_amount for one in earlier)),
        inclusive=tax.inclusive or tax.amount != 0,
    )


def _next(whole: int, progress: Fraction, taken: int) -> int:
    return max(round_exact(whole * progress) - taken, 0)
