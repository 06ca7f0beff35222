"""From what is to be credited to the lines and the sums of a credit note (invoicing.md §7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from billhook.credit_notes.objects import CUSTOM_LINE, INVOICE_LINE, CreditNoteLine
from billhook.credit_notes.rules.crediting import Shares, credited, credited_amount
from billhook.credit_notes.rules.shares import discounts_of, shares_of, shares_of_part, taxes_of
from billhook.invoices.applied import AppliedDiscount, AppliedTax
from billhook.invoices.objects import Invoice, Item
from billhook.invoices.rules.taxing import TaxableLine, taxed
from billhook.invoices.rules.terms import RateTerms, Tax
from billhook.invoices.rules.totals import taxes_by_rate
from billhook.kernel import errors
from billhook.kernel.display import money
from billhook.kernel.money import decimal_text, multiply, round_exact
from billhook.tax.objects import TaxRate


@dataclass(frozen=True, slots=True)
class Sums:
    """What a credit note comes to, in minor units."""

    amount: int
    subtotal: int
    subtotal_excluding_tax: int
    total_excluding_tax: int
    removed_tax: int
    discount_amounts: tuple[AppliedDiscount, ...]
    total_taxes: tuple[AppliedTax, ...]
    amount_shipping: int


def of_invoice_line(
    line_id: str, item: Item, before: Sequence[CreditNoteLine], *, position: int, quantity: int | None,
    amount: int | None, description: str | None, metadata: dict[str, str], param: str,
) -> CreditNoteLine:  # fmt: skip
    """A part of a line of the invoice, by quantity or by gross amount; `before` are the parts credited already.

    Raises CREDIT_LINE_TOO_LARGE, CREDIT_LINE_MODE.
    """
    mode, other = ("quantity", "amount") if quantity is not None else ("amount", "quantity")
    if any((part.quantity is None) == (mode == "quantity") for part in before):
        raise errors.CREDIT_LINE_MODE(param=f"{param}[{mode}]", id=item.line, mode=other, other=mode)
    if quantity is not None:
        amount = _amount_of(item, before, quantity, f"{param}[quantity]")
    assert amount is not None
    left = item.amount - sum(part.amount for part in before)
    if not (0 < amount <= left or left <= amount < 0 or (quantity is not None and amount == 0)):
        raise errors.CREDIT_LINE_TOO_LARGE(param=f"{param}[{mode}]", id=item.line, left=left)
    whole = shares_of(item)
    part = credited(whole, [shares_of_part(one, item) for one in before], amount)
    return CreditNoteLine(
        id=line_id, position=position, type=INVOICE_LINE, invoice_line=item.line,
        description=description if description is not None else item.description, quantity=quantity, amount=amount,
        unit_amount=item.unit_amount if quantity is not None else None,
        discount_amounts=discounts_of(item, part), taxes=taxes_of(item, part.taxes), tax_rates=(),
        removed_tax=part.removed_tax, metadata=metadata,
    )  # fmt: skip


def _units(left: Decimal) -> str:
    return f"{decimal_text(left)} {'unit' if left == 1 else 'units'}"


def _amount_of(item: Item, before: Sequence[CreditNoteLine], quantity: int, param: str) -> int:
    done = Decimal(sum(part.quantity or 0 for part in before))
    if done + quantity > item.quantity:
        raise errors.CREDIT_LINE_TOO_LARGE(param=param, id=item.line, left=_units(item.quantity - done))
    return credited_amount(item.amount, item.quantity, done, Decimal(quantity))


def custom_line(
    line_id: str, *, position: int, description: str, quantity: int, unit_amount: Decimal,
    rates: tuple[TaxRate, ...], terms: Sequence[RateTerms], taxes: tuple[Tax, ...] | None, metadata: dict[str, str],
) -> CreditNoteLine:  # fmt: skip
    """A line of its own: its taxes are worked out by `terms` of `rates`, or given as `taxes`."""
    amount = multiply(unit_amount, Decimal(quantity))
    if taxes is None:
        (line,) = taxed([TaxableLine(amount, tuple(terms))], "none", "line")
        taxes = line.taxes
    return CreditNoteLine(
        id=line_id, position=position, type=CUSTOM_LINE, invoice_line=None, description=description,
        quantity=quantity, amount=amount, unit_amount=unit_amount, discount_amounts=(), taxes=taxes, tax_rates=rates,
        removed_tax=0, metadata=metadata,
    )  # fmt: skip


def sums_of(
    lines: Sequence[CreditNoteLine], items: Mapping[str, Item], invoice: Invoice, *, rates: Mapping[str, TaxRate],
    shipping: bool,
) -> Sums:  # fmt: skip
    """The sum of the lines and, with `shipping`, of the whole cost of shipping. `rates` are frozen tax rates by id."""
    cost = invoice.shipping_cost if shipping else None
    parts = [shares_of_part(line, items.get(line.invoice_line or "")) for line in lines]
    taxes = [tax for line in lines for tax in line.taxes] + list(cost.taxes if cost is not None else ())
    amount_shipping = invoice.amount_shipping if cost is not None else 0
    amount = sum(part.total for part in parts) + amount_shipping
    return Sums(
        amount=amount,
        subtotal=sum(part.subtotal for part in parts),
        subtotal_excluding_tax=sum(part.subtotal - _inside_subtotal(part) for part in parts),
        total_excluding_tax=amount - sum(tax.amount for tax in taxes),
        removed_tax=sum(line.removed_tax for line in lines),
        discount_amounts=_by_discount(lines),
        total_taxes=tuple(AppliedTax.of(tax, rates[tax.rate]) for tax in taxes_by_rate(taxes)),
        amount_shipping=amount_shipping,
    )


def check_sum(amount: int, invoice: Invoice, credited_before: int) -> None:
    """All credit notes together never exceed the invoice. Raises CREDIT_NOT_POSITIVE, CREDIT_TOO_LARGE."""
    if amount <= 0:
        raise errors.CREDIT_NOT_POSITIVE(param="amount")
    left = invoice.total - credited_before
    if amount > left:
        raise errors.CREDIT_TOO_LARGE(
            param="amount",
            amount=money(amount, invoice.currency, "en_US"),
            left=money(max(left, 0), invoice.currency, "en_US"),
        )


def _inside_subtotal(part: Shares) -> int:
    """The inclusive tax in the subtotal, which knows nothing of the invoice's discounts yet."""
    inside = part.removed_tax + sum(tax.amount for tax in part.taxes if tax.inclusive)
    return round_exact(Fraction(inside * part.subtotal, part.net)) if part.net else 0


def _by_discount(lines: Sequence[CreditNoteLine]) -> tuple[AppliedDiscount, ...]:
    summed: dict[str, int] = {}
    for one in (one for line in lines for one in line.discount_amounts):
        summed[one.discount] = summed.get(one.discount, 0) + one.amount
    return tuple(AppliedDiscount(discount, amount) for discount, amount in summed.items())
