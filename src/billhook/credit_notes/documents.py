"""What a credit note's PDF says: a function of stored values alone, the frozen facts of its invoice among them."""

from collections.abc import Mapping, Sequence
from typing import Any

from billhook.credit_notes.objects import VOID, CreditNote, CreditNoteLine
from billhook.documents.credit_note_words import CreditNoteWords, credit_note_words_for
from billhook.documents.invoice_pdf import InvoiceDocument, Line, TotalRow
from billhook.documents.labels import labels_for
from billhook.documents.sum_words import sum_words_for
from billhook.invoices import documents, worded_sums
from billhook.invoices.objects import Item, Sheet, Stored
from billhook.invoices.rules.paper import paper
from billhook.kernel import display
from billhook.kernel.money import decimal_text


def document(note: CreditNote, lines: Sequence[CreditNoteLine], sheet: Sheet, *, is_test: bool) -> InvoiceDocument:
    """The printed credit note; `sheet` is its invoice with all its lines."""
    issuer = documents.account_facts(sheet)
    locale = documents.locale_of_document(sheet)
    words, (labels, chosen) = credit_note_words_for(locale), labels_for(locale)
    items = {item.line: item for item in sheet.lines}
    rates = _rates(note, lines, sheet)
    is_void = note.status == VOID
    since = display.day(note.voided_at, issuer["time_zone"], chosen) if note.voided_at is not None else ""
    facts = [(words.invoice, sheet.invoice.number or "")]
    if note.reason is not None:
        facts.append((words.reason, words.reasons[note.reason]))
    return InvoiceDocument(
        issuer=documents.issuing_party(issuer, locale),
        customer=documents.customer_party(sheet.facts, locale),
        number=note.number,
        issued_at=note.effective_at,
        currency=note.currency,
        lines=tuple(
            _line(line, items.get(line.invoice_line), rates, locale, number=sheet.invoice.number) for line in lines
        ),
        totals=_totals(note, sheet, locale),
        after_due=(*_included(note, locale), *(() if is_void else _settled(note, words))),
        remarks=documents.remarks(sheet, locale),
        amount_due=note.amount,
        custom_fields=tuple(facts),
        memo=note.memo,
        status=labels.void if is_void else None,
        withdrawn=labels.withdrawn_since.format(date=since) if is_void else None,
        is_test=is_test,
        title=words.credit_note,
        number_label=words.number,
        issued_label=words.issued,
        headline=words.headline.format(amount=display.money(note.amount, note.currency, chosen)),
        due_label=words.credited,
        locale=locale,
        time_zone=issuer["time_zone"],
        page_size=paper(sheet.invoice.page_size, issuer["country"]),
    )


def _rates(note: CreditNote, lines: Sequence[CreditNoteLine], sheet: Sheet) -> dict[str, Any]:
    found = [*(tax["rate"] for tax in note.total_taxes), *(rate for line in lines for rate in line.tax_rates)]
    return worded_sums.rates_of(sheet.invoice) | {rate["id"]: rate for rate in found}


def _line(
    line: CreditNoteLine, item: Item | None, rates: Mapping[str, Any], locale: str, *, number: str | None
) -> Line:
    in_words = f"{labels_for(locale)[0].invoice} {number}" if line.credits_all_of(number) else line.description
    return Line(
        description=in_words or "",
        amount=line.amount,
        quantity=line.quantity,
        unit_price=decimal_text(line.unit_amount) if line.unit_amount is not None else None,
        tax=worded_sums.tax_column(line.taxes, rates, locale),
        discounts=worded_sums.own_discounts(item.discounts, line.discount_amounts, locale) if item is not None else (),
    )


def _totals(note: CreditNote, sheet: Sheet, locale: str) -> tuple[TotalRow, ...]:
    """From the subtotal to all that is credited; the rows add up to it."""
    labels, sums = labels_for(locale)[0], sum_words_for(locale)
    on_top = [tax for tax in note.total_taxes if not worded_sums.is_inside(tax)]
    rows = [TotalRow(labels.subtotal, note.subtotal), *_discounts(note, sheet.invoice.discounts, locale)]
    if note.shipping_cost is not None:
        rows.append(TotalRow(sums.shipping, note.shipping_cost["amount_subtotal"]))
    if note.removed_tax:
        rows.append(TotalRow(sums.removed_tax, -note.removed_tax))
    if on_top and len(on_top) == len(note.total_taxes):
        rows.append(TotalRow(sums.total_excluding_tax, note.total_excluding_tax))
    rows += [TotalRow(worded_sums.tax_label(tax, note.currency, locale), tax["amount"]) for tax in on_top]
    return tuple(rows)


def _discounts(note: CreditNote, discounts: Stored, locale: str) -> list[TotalRow]:
    """The discounts of the invoice; those of lines are off the subtotal already."""
    taken = {one["discount"]: one["amount"] for one in note.discount_amounts}
    amounts = [(discount, taken.get(discount["id"], 0)) for discount in discounts]
    return [TotalRow(worded_sums.discount_label(one, locale), -amount) for one, amount in amounts if amount]


def _included(note: CreditNote, locale: str) -> list[TotalRow]:
    inside = [tax for tax in note.total_taxes if worded_sums.is_inside(tax)]
    words = sum_words_for(locale)
    labels = [(words.includes.format(tax=worded_sums.tax_label(t, note.currency, locale)), t["amount"]) for t in inside]
    return [TotalRow(label, amount, note=True) for label, amount in labels]


def _settled(note: CreditNote, words: CreditNoteWords) -> list[TotalRow]:
    """Where the amount went."""
    ways = (
        (words.off_amount_due, note.pre_payment_amount),
        (words.to_balance, note.credit_amount),
        (words.given_back, note.refund_amount + (note.out_of_band_amount or 0)),
    )
    return [TotalRow(label, amount, note=True) for label, amount in ways if amount]
