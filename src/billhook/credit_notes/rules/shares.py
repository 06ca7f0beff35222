"""Between stored lines and the shares of `crediting.py`: what belongs to a line of an invoice, and to a part of it."""

from collections.abc import Sequence

from billhook.credit_notes.objects import CreditNoteLine
from billhook.credit_notes.rules.crediting import LineTax, Shares
from billhook.invoices.applied import AppliedDiscount
from billhook.invoices.objects import Item
from billhook.invoices.rules.terms import Tax
from billhook.kernel.replacing import replace

_EXEMPT = frozenset({"customer_exempt", "reverse_charge"})


def shares_of(item: Item) -> Shares:
    """A line of a finalized invoice. Its own discounts come first in its amounts."""
    return _shares(len(item.discounts), item.amount, item.discount_amounts, item.taxes, _removed(item))


def shares_of_part(part: CreditNoteLine, item: Item | None) -> Shares:
    """What a credit note has taken of that line; None is the line of a custom one, which has no discounts."""
    own = len(item.discounts) if item is not None else 0
    return _shares(own, part.amount, part.discount_amounts, part.taxes, part.removed_tax)


def _shares(own: int, amount: int, discounts: Sequence[AppliedDiscount], taxes: Sequence[Tax], removed: int) -> Shares:
    """`own` is how many of the discounts are the line's own."""
    amounts = [one.amount for one in discounts]
    found = tuple(LineTax(tax.amount, tax.taxable_amount, tax.inclusive) for tax in taxes)
    return Shares(amount, tuple(amounts[:own]), tuple(amounts[own:]), found, removed)


def _removed(item: Item) -> int:
    """The inclusive tax that an exempt customer did not pay: what the taxable amount is less than the net."""
    if item.given_taxes is not None or item.automatic_rates:
        return 0
    exempt = [tax for tax in item.taxes if tax.reason in _EXEMPT]
    net = item.amount - sum(one.amount for one in item.discount_amounts)
    return net - exempt[0].taxable_amount if exempt else 0


def discounts_of(item: Item, part: Shares) -> tuple[AppliedDiscount, ...]:
    """The shares of the discounts of a line, in its order."""
    amounts = (*part.own, *part.of_invoice)
    pairs = zip(item.discount_amounts, amounts, strict=True)
    return tuple(AppliedDiscount(one.discount, amount) for one, amount in pairs)


def taxes_of(item: Item, taxes: Sequence[LineTax]) -> tuple[Tax, ...]:
    """The shares of the taxes of a line, in its order."""
    pairs = zip(item.taxes, taxes, strict=True)
    return tuple(replace(one, amount=tax.amount, taxable_amount=tax.taxable_amount) for one, tax in pairs)
