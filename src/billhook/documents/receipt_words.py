"""The words of a receipt on paper."""

from dataclasses import dataclass

from billhook.kernel.languages import language_of
from billhook.kernel.translations import Words


@dataclass(frozen=True, slots=True)
class ReceiptPaperWords:
    """Words and sentences; `{amount}` and `{date}` stand for values."""

    receipt: str
    number: str
    invoice: str
    paid_on: str
    method: str
    headline: str
    payments: str
    refunded_on: str
    net_paid: str
    all_refunded: str


_WORDS = Words(
    "receipt",
    ReceiptPaperWords(
        receipt="Receipt",
        number="Receipt number",
        invoice="Invoice number",
        paid_on="Date paid",
        method="Payment method",
        headline="{amount} paid on {date}",
        payments="Payments",
        refunded_on="Refunded on {date}",
        net_paid="Net paid",
        all_refunded="Refunded",
    ),
)


def receipt_words_for(locale: str) -> ReceiptPaperWords:
    """The words for a locale."""
    return _WORDS.in_language(language_of(locale))
