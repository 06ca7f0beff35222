"""The words of a statement of account on paper: what was invoiced and paid in a period, and what is open."""

from dataclasses import dataclass

from billhook.kernel.languages import language_of
from billhook.kernel.translations import Words


@dataclass(frozen=True, slots=True)
class AccountStatementWords:
    """Words and sentences; `{number}`, `{amount}` and `{date}` stand for values."""

    title: str
    customer: str
    period: str
    day: str
    entry: str
    charged: str
    received: str
    balance: str
    opening: str
    closing: str
    headline: str
    nothing_open: str
    invoice: str
    credit_note: str
    payment: str
    refund: str
    voided: str
    written_off: str
    settled: str
    adjusted: str


_WORDS = Words(
    "account_statement",
    AccountStatementWords(
        title="Statement of account",
        customer="Customer",
        period="Period",
        day="Date",
        entry="Entry",
        charged="Charged",
        received="Received",
        balance="Balance",
        opening="Opening balance",
        closing="Closing balance",
        headline="{amount} open on {date}",
        nothing_open="Nothing is open on {date}",
        invoice="Invoice {number}",
        credit_note="Credit note {number}",
        payment="Payment of invoice {number}",
        refund="Refund for invoice {number}",
        voided="Invoice {number} was voided",
        written_off="Invoice {number} was written off",
        settled="Settled elsewhere: {number}",
        adjusted="Balance adjusted",
    ),
)


def account_statement_words_for(locale: str) -> AccountStatementWords:
    """The words for a locale."""
    return _WORDS.in_language(language_of(locale))
