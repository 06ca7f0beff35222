"""A statement of account as paper: what was owed before a period, what changed it, and what is owed at its end."""

from dataclasses import dataclass
from typing import Literal

from billhook.documents.account_statement_words import AccountStatementWords, account_statement_words_for
from billhook.documents.credit_note_words import credit_note_words_for
from billhook.documents.invoice_pdf import InvoiceDocument
from billhook.documents.logo import Logo
from billhook.documents.party_wording import printed_party
from billhook.documents.rows import Table
from billhook.documents.statement import Brand, Party
from billhook.kernel.display import day, money, period
from billhook.kernel.languages import locale_of_words

Kind = Literal[
    "invoice", "payment", "credit_note", "settled_elsewhere", "refund", "adjustment", "void", "write_off"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """What changed the account: `amount` above zero is owed, `balance` is what is owed after it, in minor units."""

    at: int
    kind: Kind
    number: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """An account in one currency from the instant `first` to `last`, in unix seconds; amounts in minor units."""

    issuer: Party
    customer: Party
    currency: str
    first: int
    last: int
    opening: int
    entries: tuple[AccountEntry, ...]
    locale: str
    time_zone: str
    page_size: Literal["letter", "a4"]
    brand: Brand
    is_test: bool

    @property
    def closing(self) -> int:
        """What is owed at the end."""
        return self.entries[-1].balance if self.entries else self.opening


def account_document(statement: AccountStatement, logo: Logo | None = None) -> InvoiceDocument:
    """What the PDF prints, in the language of the customer."""
    locale = locale_of_words(statement.locale)
    words = account_statement_words_for(locale)
    until = day(statement.last, statement.time_zone, locale)
    amount = money(statement.closing, statement.currency, locale)
    headline = words.headline.format(amount=amount, date=until)
    return InvoiceDocument(
        issuer=printed_party(statement.issuer, locale),
        customer=printed_party(statement.customer, locale),
        number=period(statement.first, statement.last, statement.time_zone, locale),
        issued_at=statement.last,
        currency=statement.currency,
        lines=(),
        totals=(),
        amount_due=statement.closing,
        is_test=statement.is_test,
        title=words.title,
        number_label=words.period,
        issued_label=credit_note_words_for(locale).issued,
        customer_label=words.customer,
        headline=headline if statement.closing > 0 else words.nothing_open.format(date=until),
        due_label=words.closing,
        accent_colour=statement.brand.accent_colour,
        brand_colour=statement.brand.colour,
        logo=logo,
        locale=locale,
        time_zone=statement.time_zone,
        page_size=statement.page_size,
        table=_table(statement, words, locale),
    )


def _table(statement: AccountStatement, words: AccountStatementWords, locale: str) -> Table:
    def shown(minor: int) -> str:
        return money(minor, statement.currency, locale)

    def row(entry: AccountEntry) -> tuple[str, ...]:
        charged, received = (entry.amount, 0) if entry.amount > 0 else (0, -entry.amount)
        return (
            _entry(entry, words),
            day(entry.at, statement.time_zone, locale),
            shown(charged) if charged else "",
            shown(received) if received else "",
            shown(entry.balance),
        )

    opening = (words.opening, day(statement.first, statement.time_zone, locale), "", "", shown(statement.opening))
    headings = (words.entry, words.day, words.charged, words.received, words.balance)
    return Table(headings, (opening, *(row(entry) for entry in statement.entries)))


def _entry(entry: AccountEntry, words: AccountStatementWords) -> str:
    said = {
        "invoice": words.invoice, "payment": words.payment, "credit_note": words.credit_note,
        "settled_elsewhere": words.settled, "refund": words.refund, "adjustment": words.adjusted,
        "void": words.voided, "write_off": words.written_off,
    }[entry.kind]  # fmt: skip
    return said.format(number=entry.number).strip(": ")
