"""The receipt of a payment as paper: that of an invoice repeats what was paid for, another names the payment alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from billhook.documents import sum_wording
from billhook.documents.invoice_pdf import InvoiceDocument, Line, TotalRow
from billhook.documents.labels import labels_for
from billhook.documents.logo import Logo
from billhook.documents.paper import document
from billhook.documents.party_wording import printed_party
from billhook.documents.receipt_words import receipt_words_for
from billhook.documents.statement import Brand, InvoiceStatement, Party
from billhook.kernel.display import day, money
from billhook.kernel.languages import locale_of_words
from billhook.kernel.replacing import replace


@dataclass(frozen=True, slots=True)
class PaymentMade:
    """A payment that came in: `number` of its receipt, when, how in words, and how much of it was given back.

    Amounts are in minor units of `currency`, `at` in Unix seconds.
    """

    number: str
    at: int
    method: str
    currency: str
    amount: int
    given_back: int = 0


@dataclass(frozen=True, slots=True)
class Recipient:
    """The parties of a payment that is for no invoice, and how its paper is written."""

    issuer: Party
    payer: Party
    description: str
    locale: str
    time_zone: str
    brand: Brand
    page_size: Literal["letter", "a4"]
    is_test: bool


def receipt_of_invoice(
    statement: InvoiceStatement, payment: PaymentMade, logo: Logo | None = None
) -> InvoiceDocument:  # fmt: skip
    """The receipt of a payment of an invoice: its parties, lines, taxes and total, and what this payment was."""
    locale = sum_wording.document_locale(statement)
    bare = replace(document(statement, logo), mark=None, withdrawn=None, hosted_url=None, payment_instructions=None)
    totals = (
        *sum_wording.rows_before_total(statement, locale),
        sum_wording.total_row(statement, locale),
        *sum_wording.total_notes(statement, locale),
    )
    shown = replace(bare, totals=totals, code=None, bill=None, due_at=None)
    return _as_receipt(shown, payment, locale, statement.time_zone, invoice=statement.number)


def receipt_of_payment(parties: Recipient, payment: PaymentMade, logo: Logo | None = None) -> InvoiceDocument:
    """The receipt of a payment that is for no invoice: one line with its description."""
    locale = locale_of_words(parties.locale)
    shown = InvoiceDocument(
        issuer=printed_party(parties.issuer, locale),
        customer=printed_party(parties.payer, locale),
        number=payment.number,
        issued_at=payment.at,
        currency=payment.currency,
        lines=(Line(parties.description or receipt_words_for(locale).payments, payment.amount),),
        totals=(),
        amount_due=payment.amount,
        is_test=parties.is_test,
        brand_colour=parties.brand.colour,
        accent_colour=parties.brand.accent_colour,
        logo=logo,
        locale=locale,
        time_zone=parties.time_zone,
        page_size=parties.page_size,
    )
    return _as_receipt(shown, payment, locale, parties.time_zone, invoice=None)


def _as_receipt(
    shown: InvoiceDocument, payment: PaymentMade, locale: str, time_zone: str, *, invoice: str | None
) -> InvoiceDocument:  # fmt: skip
    words, labels = receipt_words_for(locale), labels_for(locale)[0]
    facts: Sequence[tuple[str, str]] = [(words.method, payment.method)]
    if invoice is not None:
        facts = [(words.invoice, invoice), *facts]
    amount = money(payment.amount, payment.currency, locale)
    return replace(
        shown, title=words.receipt, number=payment.number, number_label=words.number, issued_at=payment.at,
        issued_label=words.paid_on, custom_fields=(*facts, *shown.custom_fields),
        headline=words.headline.format(amount=amount, date=day(payment.at, time_zone, locale)),
        amount_due=payment.amount, due_label=labels.amount_paid, amount_paid=0, amount_remaining=None,
        after_due=_given_back(payment, locale),
    )  # fmt: skip


def _given_back(payment: PaymentMade, locale: str) -> tuple[TotalRow, ...]:
    if not payment.given_back:
        return ()
    words, left = receipt_words_for(locale), payment.amount - payment.given_back
    back = TotalRow(words.all_refunded, -payment.given_back)
    return (back, TotalRow(words.net_paid, left)) if left else (back,)
