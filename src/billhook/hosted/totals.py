"""The rows below the lines of the hosted page, and the taxes of a line: the statement's figures in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from billhook.documents import sum_wording, sum_words
from billhook.documents.labels import labels_for
from billhook.documents.statement import AmountsDue, InvoiceStatement, StatementLine, Tax, TaxAmount
from billhook.documents.sum_words import sum_words_for
from billhook.hosted.words.catalogue import words_for
from billhook.kernel.display import money


@dataclass(frozen=True, slots=True)
class Total:
    """One row below the lines. `weight`: plain, note (included in another row), total, due."""

    label: str
    amount: str
    detail: str = ""
    weight: Literal["plain", "note", "total", "due"] = "plain"


def totals(statement: InvoiceStatement, locale: str) -> tuple[Total, ...]:
    """From the subtotal to what is due. A void invoice owes nothing, so it ends with its total."""
    return tuple(_Rows(statement, locale).all())


def line_taxes(line: StatementLine, locale: str) -> str:
    """`VAT 19%`, `VAT 7% incl.`, `VAT exempt`; empty if the line has no taxes."""
    included = sum_words_for(locale).rate_included

    def named(tax: Tax) -> str:
        words = f"{tax.name} {sum_wording.rate_words(tax, locale)}"
        return included.format(rate=words) if tax.is_inside else words

    return ", ".join(dict.fromkeys(named(tax) for tax in line.taxes))


@dataclass(frozen=True, slots=True)
class _Rows:
    statement: InvoiceStatement
    locale: str

    def all(self) -> Iterator[Total]:
        yield from self._before_total()
        yield self._row(labels_for(self.locale)[0].total, self.statement.sums.total, weight="total")
        yield from self._inside()
        amounts = self.statement.amounts
        if amounts is not None and self.statement.status != "void":
            yield from self._balance(amounts)
            yield from self._paid(amounts)

    def _row(
        self, label: str, amount: int, detail: str = "", weight: Literal["plain", "note", "total", "due"] = "plain"
    ) -> Total:
        return Total(label, money(amount, self.statement.currency, self.locale), detail, weight)

    def _before_total(self) -> Iterator[Total]:
        """Subtotal, deductions, shipping, pre-tax total and tax that comes on top, in the documented order."""
        sums, words = self.statement.sums, sum_words_for(self.locale)
        yield self._row(labels_for(self.locale)[0].subtotal, sums.subtotal)
        for one in sums.discounts:
            if one.amount:
                row = sum_wording.deduction_row(one, self.locale)
                yield self._row(row.label, row.amount)
        if sums.shipping is not None:
            # Tax that comes on top of shipping is in the rows of the taxes.
            yield self._row(sum_words.shipping_words(sums.shipping.name, self.locale), sums.shipping.amount)
        if sums.removed_tax:
            yield self._row(words.removed_tax, -sums.removed_tax)
        if sums.taxes and not sums.taxes_inside:
            yield self._row(words.total_excluding_tax, sums.total_excluding_tax)
        for tax in sums.taxes_on_top:
            yield self._row(self._tax_name(tax), tax.amount, self._tax_base(tax))

    def _inside(self) -> Iterator[Total]:
        sums, words = self.statement.sums, sum_words_for(self.locale)
        for tax in sums.taxes_inside:
            label = words.includes.format(tax=self._tax_name(tax))
            yield self._row(label, tax.amount, self._tax_base(tax), "note")
        if sums.taxes_inside:
            yield self._row(words.total_excluding_tax, sums.total_excluding_tax, weight="note")

    def _tax_name(self, one: TaxAmount) -> str:
        return f"{sum_wording.tax_name(one.tax)} ({sum_wording.rate_words(one.tax, self.locale)})"

    def _tax_base(self, one: TaxAmount) -> str:
        base = money(one.base, self.statement.currency, self.locale)
        return words_for(self.locale).invoice.tax_base.format(base=base)

    def _balance(self, amounts: AmountsDue) -> Iterator[Total]:
        """The customer's balance as it stood before and after: negative is credit (invoicing.md §2.6).

        The applied part is no stored figure, so it isn't shown; total plus the first minus the second is due.
        """
        words = words_for(self.locale).invoice
        before, after = amounts.starting_balance, amounts.ending_balance
        if before:
            yield self._row(words.credit_brought if before < 0 else words.balance_brought, before)
        if after:
            yield self._row(words.credit_left if after < 0 else words.balance_carried, -after)

    def _paid(self, amounts: AmountsDue) -> Iterator[Total]:
        labels, words = labels_for(self.locale)[0], sum_words_for(self.locale)
        if amounts.credited_before:
            yield self._row(words.credit_notes, -amounts.credited_before)
        if amounts.amount_paid:
            yield self._row(labels.amount_paid, -amounts.amount_paid)
        yield self._row(labels.amount_due, amounts.amount_remaining, weight="due")
        if amounts.overpaid:
            yield self._row(words_for(self.locale).invoice.overpaid, amounts.overpaid, weight="note")
        if amounts.credited_after:
            yield self._row(words.credited_after_payment, amounts.credited_after, weight="note")
