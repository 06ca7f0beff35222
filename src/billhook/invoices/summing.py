"""From a stored invoice to its sum and back: the one caller of `rules/totals.py`.

Whatever changes a line, a discount, a rate or who the customer is passes through `summed`, so that the editor,
the PDF, the mail and the page show the same stored figures.
"""

from collections.abc import Sequence
from typing import Any

from billhook.account_settings.settings import AccountSettings
from billhook.discounts.objects import Discount
from billhook.invoices.applied import AppliedDiscount, AppliedTax, FoundRate, ShippingCharge
from billhook.invoices.objects import Invoice, InvoiceDetails, Item
from billhook.invoices.rules.discounting import Amounts
from billhook.invoices.rules.terms import DiscountTerms, LineTerms, RateTerms, ShippingTerms, Terms
from billhook.invoices.rules.totals import LineTotals, ShippingTotals, Totals, totals
from billhook.kernel.replacing import replace
from billhook.tax.objects import TaxRate


def summed(details: InvoiceDetails, lines: Sequence[Item], account: AccountSettings) -> InvoiceDetails:
    """A draft with these lines and everything that follows from them computed anew."""
    sums = totals(terms(details.invoice, lines, details.bill_to.tax_exempt, account))
    items = tuple(_with_sums(item, line) for item, line in zip(lines, sums.lines, strict=True))
    return replace(details, invoice=_invoice_with_sums(details.invoice, items, sums), lines=items)


def terms(invoice: Invoice, lines: Sequence[Item], exemption: Any, account: AccountSettings) -> Terms:
    """The plain values of an invoice that its sum depends on."""
    return Terms(
        lines=tuple(line_terms(item) for item in lines),
        discounts=_discounts(invoice.discounts),
        default_rates=rates(invoice.default_tax_rates),
        exemption=exemption,
        # Taxes that were found automatically are always summed first and rounded then (invoicing.md §2.4).
        rounding=account.tax_rounding if invoice.automatic_tax is None else "invoice",
        shipping=_shipping(invoice),
    )


def line_terms(item: Item) -> LineTerms:
    """The plain values of a line."""
    given = item.given_taxes
    return LineTerms(
        amount=item.amount,
        discountable=item.discountable,
        product=item.product,
        discounts=_discounts(item.discounts),
        rates=rates(item.tax_rates) or _found_rates(item.automatic_rates),
        taxes=tuple(tax.tax for tax in given) if given is not None else None,
    )


def _discounts(discounts: Sequence[Discount]) -> tuple[DiscountTerms, ...]:
    return tuple(DiscountTerms(one.id, one.percent_off, one.amount_off, one.products) for one in discounts)


def rates(frozen: Sequence[TaxRate]) -> tuple[RateTerms, ...]:
    """Frozen tax rates as the sum takes them."""
    return tuple(RateTerms(rate.id, rate.percentage, rate.inclusive) for rate in frozen)


def _found_rates(found: Sequence[FoundRate]) -> tuple[RateTerms, ...]:
    """Rates that a tax provider found: collected is their effective percentage, for the reason it gave."""
    terms = []
    for one in found:
        rate = one.rate
        taken = rate.effective_percentage if rate.effective_percentage is not None else rate.percentage
        terms.append(RateTerms(rate.id, taken, rate.inclusive, one.reason))
    return tuple(terms)


def _shipping(invoice: Invoice) -> ShippingTerms | None:
    charge = invoice.shipping_cost
    if charge is None:
        return None
    return ShippingTerms(charge.amount_subtotal, rates=_found_rates(charge.automatic_rates))


def _with_sums(item: Item, line: LineTotals) -> Item:
    amounts = _applied(line.discounts)
    if amounts == item.discount_amounts and line.taxes == item.taxes:
        return item
    return replace(item, discount_amounts=amounts, taxes=line.taxes)


def _applied(discounts: Amounts) -> tuple[AppliedDiscount, ...]:
    return tuple(AppliedDiscount(discount, amount) for discount, amount in discounts)


def _invoice_with_sums(invoice: Invoice, lines: Sequence[Item], sums: Totals) -> Invoice:
    known = _rates_in_use(invoice, lines) if sums.taxes else {}
    shipping = sums.shipping
    return replace(
        invoice,
        shipping_cost=_shipping_with_sums(invoice, shipping),
        subtotal=sums.subtotal,
        subtotal_excluding_tax=sums.subtotal_excluding_tax,
        removed_tax=sums.removed_tax,
        total=sums.total,
        total_excluding_tax=sums.total_excluding_tax,
        amount_shipping=shipping.total if shipping is not None else 0,
        total_discount_amounts=_applied(sums.discounts),
        total_taxes=tuple(AppliedTax.of(tax, known[tax.rate]) for tax in sums.taxes),
        line_count=len(lines),
    )


def _shipping_with_sums(invoice: Invoice, shipping: ShippingTotals | None) -> ShippingCharge | None:
    if invoice.shipping_cost is None or shipping is None:
        return None
    return replace(invoice.shipping_cost, amount_tax=shipping.tax, taxes=shipping.taxes)


def _rates_in_use(invoice: Invoice, lines: Sequence[Item]) -> dict[str, TaxRate]:
    """The tax rates by their ids, as they were when the invoice or a line got them."""
    found = [*invoice.default_tax_rates]
    for item in lines:
        found += [*item.tax_rates, *(tax.rate for tax in item.given_taxes or ())]
        found += [one.rate for one in item.automatic_rates]
    if invoice.shipping_cost is not None:
        found += [one.rate for one in invoice.shipping_cost.automatic_rates]
    return {rate.id: rate for rate in found}
