"""The sum of an invoice in the words of its reader: the rows that paper and mail show.

Every amount is a stored figure, at most with its sign turned, and the rows add up: the subtotal and all that follows
it give the total, the total and all that follows it the amount due. Notes tell of what another row contains.
"""

from collections.abc import Mapping
from typing import Any

from billhook.discounts.objects import Discount
from billhook.documents import sum_words
from billhook.documents.invoice_pdf import TotalRow
from billhook.documents.labels import labels_for
from billhook.documents.sum_words import sum_words_for
from billhook.invoices.objects import Invoice, Item, Stored

_EXEMPTIONS = frozenset({"customer_exempt", "reverse_charge"})


def rows_to_total(invoice: Invoice, locale: str, *, exclude_tax: bool = False) -> tuple[TotalRow, ...]:
    """From the subtotal to the total, which is the last row.

    Taxes on top stand between the total without and the total with tax; taxes inside prices are left to `total_notes`.
    `exclude_tax` takes these out of the sum first and then adds them like the others.
    """
    labels, words = labels_for(locale)[0], sum_words_for(locale)
    inside, on_top = _inside(invoice, locale), _on_top(invoice, locale, exclude_tax=exclude_tax)
    rows = [TotalRow(labels.subtotal, invoice.subtotal), *_discounts_and_shipping(invoice, locale)]
    if invoice.removed_tax:
        rows.append(TotalRow(words.removed_tax, -invoice.removed_tax))
    if exclude_tax:
        rows += [TotalRow(words.taken_out.format(tax=tax.label), -tax.amount) for tax in inside]
    if on_top and (exclude_tax or not inside):
        rows.append(TotalRow(words.total_excluding_tax, invoice.total_excluding_tax))
    return (*rows, *on_top, TotalRow(labels.total, invoice.total))


def total_notes(invoice: Invoice, locale: str, *, exclude_tax: bool = False) -> tuple[TotalRow, ...]:
    """What the total contains: the taxes inside prices, and what is left without any tax."""
    words = sum_words_for(locale)
    inside = _inside(invoice, locale)
    if exclude_tax or not inside:
        return ()
    return (
        *(TotalRow(words.includes.format(tax=tax.label), tax.amount, note=True) for tax in inside),
        TotalRow(words.total_excluding_tax, invoice.total_excluding_tax, note=True),
    )


def settlement_rows(invoice: Invoice, locale: str) -> tuple[TotalRow, ...]:
    """From the total to the amount due: the customer's balance and credit notes."""
    labels, words = labels_for(locale)[0], sum_words_for(locale)
    rows = [
        TotalRow(labels.applied_balance, invoice.starting_balance or 0),
        TotalRow(labels.carried_forward, -(invoice.ending_balance or 0)),
        TotalRow(words.credit_notes, -invoice.pre_payment_credit_notes_amount),
    ]
    return tuple(row for row in rows if row.amount)


def rows_after_due(invoice: Invoice, locale: str) -> tuple[TotalRow, ...]:
    """What happened to money that had been paid already."""
    credited = invoice.post_payment_credit_notes_amount
    return (TotalRow(sum_words_for(locale).credited_after_payment, credited, note=True),) if credited else ()


def _inside(invoice: Invoice, locale: str) -> list[TotalRow]:
    """The taxes that prices contain."""
    return [_tax_row(tax, invoice, locale) for tax in invoice.total_taxes if is_inside(tax)]


def _on_top(invoice: Invoice, locale: str, *, exclude_tax: bool) -> list[TotalRow]:
    """The taxes that come on top: with `exclude_tax` all, since those inside prices were taken out."""
    return [_tax_row(tax, invoice, locale) for tax in invoice.total_taxes if exclude_tax or not is_inside(tax)]


def _tax_row(tax: Mapping[str, Any], invoice: Invoice, locale: str) -> TotalRow:
    return TotalRow(tax_label(tax, invoice.currency, locale), tax["amount"])


def _discounts_and_shipping(invoice: Invoice, locale: str) -> list[TotalRow]:
    rows = [TotalRow(label, -amount) for label, amount in _taken(invoice.discounts, _by_discount(invoice), locale)]
    if invoice.shipping_cost is not None:
        # Tax that comes on top of shipping is in the rows of the taxes.
        label = sum_words.shipping_words(invoice.shipping_cost.get("name"), locale)
        rows.append(TotalRow(label, invoice.shipping_cost["amount_subtotal"]))
    return rows


def _by_discount(invoice: Invoice) -> list[int]:
    """What each discount of the invoice took; those of lines alone are off the subtotal already."""
    taken = {one["discount"]: one["amount"] for one in invoice.total_discount_amounts}
    return [taken.get(discount["id"], 0) for discount in invoice.discounts]


def line_discounts(item: Item, locale: str) -> tuple[TotalRow, ...]:
    """What the line's own discounts took of it; they come first in its amounts, in their order."""
    return own_discounts(item.discounts, item.discount_amounts, locale)


def own_discounts(discounts: Stored, amounts: Stored, locale: str) -> tuple[TotalRow, ...]:
    """What the discounts of a line took; `amounts` has theirs first, and then those of the invoice."""
    own = [one["amount"] for one in amounts[: len(discounts)]]
    return tuple(TotalRow(label, -amount) for label, amount in _taken(discounts, own, locale))


def _taken(discounts: Stored, amounts: list[int], locale: str) -> list[tuple[str, int]]:
    """Label and amount of each discount that took something."""
    pairs = zip(discounts, amounts, strict=False)
    return [(discount_label(discount, locale), amount) for discount, amount in pairs if amount]


def discount_label(stored: Mapping[str, Any], locale: str) -> str:
    """What a frozen discount is called: its coupon's name or else its code, and its percentage."""
    return sum_words.discount_words(Discount.from_stored(dict(stored)).label, stored["percent_off"], locale)


def tax_label(tax: Mapping[str, Any], currency: str, locale: str) -> str:
    """`VAT Germany (19% on €100.00)` for a frozen tax of the invoice."""
    rate = tax["rate"]
    name = " ".join(filter(None, [rate["display_name"], rate.get("jurisdiction")]))
    percentage = sum_words.rate_words(rate["percentage"], tax["reason"], locale)
    return sum_words.tax_words(name, percentage, tax["taxable_amount"], currency, locale)


def line_taxes(item: Item, rates: Mapping[str, Any], locale: str) -> str | None:
    """The tax rates of a line in few letters: `19%`, `7% incl.`; `rates` are the frozen ones of its invoice by id."""
    return tax_column(item.taxes, rates, locale)


def tax_column(taxes: Stored, rates: Mapping[str, Any], locale: str) -> str | None:
    """The same for taxes in the form in which lines have them."""
    words = sum_words_for(locale)
    found = []
    for tax in taxes:
        percentage = "0" if tax["reason"] in _EXEMPTIONS else rates[tax["rate"]]["percentage"]
        rate = sum_words.rate_words(percentage, None, locale)
        found.append(words.rate_included.format(rate=rate) if is_inside(tax) else rate)
    return ", ".join(dict.fromkeys(found)) or None


def rates_of(invoice: Invoice) -> dict[str, Any]:
    """The frozen tax rates of an invoice and its lines by id."""
    return {tax["rate"]["id"]: tax["rate"] for tax in invoice.total_taxes}


def is_inside(tax: Mapping[str, Any]) -> bool:
    """Whether the price contains a tax. An exempt customer's price contains none."""
    return bool(tax["inclusive"]) and tax["reason"] not in _EXEMPTIONS
