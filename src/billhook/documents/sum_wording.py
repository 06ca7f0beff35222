"""The sum of a statement in the words of its reader: the rows that paper, mail and page show.

Every amount is a figure of the statement, at most with its sign turned, and the rows add up: the subtotal and all that
follows it give the total, the total and all that follows it the amount due. Notes tell of what another row contains.
"""

from billhook.documents import sum_words
from billhook.documents.labels import labels_for
from billhook.documents.rows import TotalRow
from billhook.documents.statement import (
    CUSTOMER_EXEMPT,
    REVERSE_CHARGE,
    Deduction,
    InvoiceStatement,
    StatementLine,
    Tax,
    TaxAmount,
)
from billhook.documents.sum_words import sum_words_for
from billhook.kernel.languages import first_supported
from billhook.kernel.money import decimal_text


def document_locale(statement: InvoiceStatement) -> str:
    """The customer's first locale that documents can be written in, else the account's, else English."""
    return first_supported([*statement.locales, statement.issuer_locale])


def rows_before_total(statement: InvoiceStatement, locale: str) -> tuple[TotalRow, ...]:
    """From the subtotal to the taxes on top. Taxes inside prices are left to `total_notes`.

    If the statement `adds_tax`, these are taken out of the sum first and then added like the others.
    """
    sums, labels, words = statement.sums, labels_for(locale)[0], sum_words_for(locale)
    rows = [TotalRow(labels.subtotal, sums.subtotal), *(deduction_row(one, locale) for one in _taken(sums.discounts))]
    if sums.shipping is not None:
        # Tax that comes on top of shipping is in the rows of the taxes.
        rows.append(TotalRow(sum_words.shipping_words(sums.shipping.name, locale), sums.shipping.amount))
    if sums.removed_tax:
        rows.append(TotalRow(words.removed_tax, -sums.removed_tax))
    if statement.adds_tax:
        rows += [
            TotalRow(words.taken_out.format(tax=tax_label(one, statement, locale)), -one.amount)
            for one in sums.taxes_inside
        ]
    on_top = sums.taxes if statement.adds_tax else sums.taxes_on_top
    if on_top and len(on_top) == len(sums.taxes):
        rows.append(TotalRow(words.total_excluding_tax, sums.total_excluding_tax))
    return (*rows, *(TotalRow(tax_label(one, statement, locale), one.amount) for one in on_top))


def total_row(statement: InvoiceStatement, locale: str) -> TotalRow:
    """The total."""
    return TotalRow(labels_for(locale)[0].total, statement.sums.total)


def total_notes(statement: InvoiceStatement, locale: str) -> tuple[TotalRow, ...]:
    """What the total contains: the taxes inside prices, and what is left without any tax."""
    notes = inside_notes(statement, locale)
    if not notes:
        return ()
    return (*notes, TotalRow(sum_words_for(locale).total_excluding_tax, statement.sums.total_excluding_tax, note=True))


def inside_notes(statement: InvoiceStatement, locale: str) -> tuple[TotalRow, ...]:
    """The taxes inside prices, unless they were taken out of the sum."""
    inside = () if statement.adds_tax else statement.sums.taxes_inside
    words = sum_words_for(locale)
    return tuple(
        TotalRow(words.includes.format(tax=tax_label(one, statement, locale)), one.amount, note=True) for one in inside
    )


def rows_to_due(statement: InvoiceStatement, locale: str) -> tuple[TotalRow, ...]:
    """From the total to the amount due: the customer's balance and credit notes. None for a credit note."""
    amounts = statement.amounts
    if amounts is None:
        return ()
    labels, words = labels_for(locale)[0], sum_words_for(locale)
    rows = (
        TotalRow(labels.applied_balance, amounts.starting_balance),
        TotalRow(labels.carried_forward, -amounts.ending_balance),
        TotalRow(words.credit_notes, -amounts.credited_before),
    )
    return tuple(row for row in rows if row.amount)


def rows_after_due(statement: InvoiceStatement, locale: str) -> tuple[TotalRow, ...]:
    """What happened to money that had been paid already."""
    credited = statement.amounts.credited_after if statement.amounts is not None else 0
    return (TotalRow(sum_words_for(locale).credited_after_payment, credited, note=True),) if credited else ()


def line_discounts(line: StatementLine, locale: str) -> tuple[TotalRow, ...]:
    """What the line's own discounts took of it, in their order."""
    return tuple(deduction_row(one, locale) for one in _taken(line.discounts))


def deduction_row(one: Deduction, locale: str) -> TotalRow:
    """A discount: its coupon's name or else its code, and its percentage."""
    percent_off = decimal_text(one.percent_off) if one.percent_off is not None else None
    return TotalRow(sum_words.discount_words(one.name, percent_off, locale), -one.amount)


def tax_label(one: TaxAmount, statement: InvoiceStatement, locale: str) -> str:
    """`VAT Germany (19% on €100.00)`."""
    rate = rate_words(one.tax, locale)
    return sum_words.tax_words(tax_name(one.tax), rate, one.base, statement.currency, locale)


def tax_name(tax: Tax) -> str:
    """`VAT Germany`: what the account calls the tax, and where it is due."""
    return " ".join(filter(None, [tax.name, tax.jurisdiction]))


def rate_words(tax: Tax, locale: str) -> str:
    """`19%`, or why none is charged: `reverse charge`, `exempt`."""
    return sum_words.rate_words(decimal_text(tax.percentage), tax.reason, locale)


def tax_column(line: StatementLine, locale: str) -> str | None:
    """The taxes of a line in few letters: `19%`, `7% incl.`; None if it has none."""
    words = sum_words_for(locale)
    found = []
    for tax in line.taxes:
        percentage = "0" if tax.reason in (CUSTOMER_EXEMPT, REVERSE_CHARGE) else decimal_text(tax.percentage)
        rate = sum_words.rate_words(percentage, None, locale)
        found.append(words.rate_included.format(rate=rate) if tax.is_inside else rate)
    return ", ".join(dict.fromkeys(found)) or None


def remarks(statement: InvoiceStatement, locale: str) -> tuple[str, ...]:
    """What the law wants said below the sum of a customer who is charged no tax."""
    return sum_words.exemption_remarks(statement.exemption, locale)


def _taken(discounts: tuple[Deduction, ...]) -> list[Deduction]:
    """The discounts that took something."""
    return [one for one in discounts if one.amount]
