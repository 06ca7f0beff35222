"""The words of a credit note.

A correction has to name the invoice that it corrects (Article 219 of Directive 2006/112/EC).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from billhook.kernel.languages import language_of
from billhook.kernel.translations import Words


@dataclass(frozen=True, slots=True)
class CreditNoteWords:
    """Words and sentences; `{amount}` stands for a value. `reasons` are those of the wire."""

    credit_note: str
    number: str
    issued: str
    invoice: str
    reason: str
    reasons: Mapping[str, str]
    credited: str
    headline: str
    off_amount_due: str
    to_balance: str
    given_back: str


_WORDS = Words(
    "credit_note",
    CreditNoteWords(
        credit_note="Credit note",
        number="Credit note number",
        issued="Date of issue",
        invoice="Invoice number",
        reason="Reason",
        reasons={
            "duplicate": "Duplicate",
            "fraudulent": "Fraudulent",
            "order_change": "Order change",
            "product_unsatisfactory": "Product unsatisfactory",
        },
        credited="Amount credited",
        headline="{amount} credited",
        off_amount_due="Taken off the amount due",
        to_balance="Credited to your balance",
        given_back="Paid back",
    ),
)


def credit_note_words_for(locale: str) -> CreditNoteWords:
    """The words for a locale."""
    return _WORDS.in_language(language_of(locale))
