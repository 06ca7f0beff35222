"""The words of a letter to a payer, by what it tells of, in the language of its reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from billhook.documents.account_statement_words import account_statement_words_for
from billhook.documents.credit_note_words import credit_note_words_for
from billhook.documents.labels import labels_for
from billhook.documents.method_words import how_paid
from billhook.documents.receipt_words import receipt_words_for
from billhook.hosted.problem_words import problem_words
from billhook.hosted.words.catalogue import words_for
from billhook.invoices.rules import letters
from billhook.invoices.rules.letters import Said
from billhook.kernel.display import day, days, money, period
from billhook.kernel.stored import Json
from billhook.mail.letter_words import LetterWords, PayerLetterWords, letter_words_for


@dataclass(frozen=True, slots=True)
class Worded:
    """What a letter says. `facts` are labels and values; `attached` is the sentence about what is attached."""

    subject: str
    headline: str
    sentences: tuple[str, ...]
    action: str
    facts: tuple[tuple[str, str], ...]
    attached: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The invoice about which a letter is, and its reader: `locale` is one that documents are written in.

    `paid_with` is the `payment_method_details` of the charge that is refunded or came in. `invoice` is "" for a payment
    that is for none. A mail about a refund `brings_paper` if a receipt was mailed before it. `happened_at` is when a
    payment came in or was refunded, which may be long before the mail. `due_at` is the due date of the invoice.
    """

    business: str
    invoice: str
    currency: str
    locale: str
    time_zone: str
    paid_with: Json | None = None
    charged_automatically: bool = False
    brings_paper: bool = False
    happened_at: int | None = None
    due_at: int | None = None


def worded(kind: str, said: Said, about: About, asked_at: int) -> Worded:
    """The letter of a kind (`invoices/rules/letters.py`) that was asked for at the moment `asked_at`."""
    if kind == letters.STATEMENT:
        return _statement(said, about)
    if kind == letters.PORTAL:
        return _portal(said, about)
    words = letter_words_for(about.locale)
    letter = _LETTERS[kind](words)
    values = {
        "number": said.number or about.invoice,
        "invoice": about.invoice,
        "business": about.business,
        "amount": money(said.amount, about.currency, about.locale),
        "date": day(_dated(kind, about, asked_at), about.time_zone, about.locale),
        "reason": _reason(said, about.locale),
    }
    return Worded(
        subject=subject(kind, said, about),
        headline=letter.headline.format(**values),
        sentences=(letter.text.format(**values).strip(), _next_attempt(words, said, about)),
        action=letter.action,
        facts=_facts(kind, said, about, values["amount"]),
        attached=_attached(kind, words, about),
    )


def _dated(kind: str, about: About, asked_at: int) -> int:
    """The moment whose day a letter names: a reminder's is the due date."""
    return (about.due_at if kind in letters.REMINDERS else about.happened_at) or asked_at


def _attached(kind: str, words: PayerLetterWords, about: About) -> str:
    if kind == letters.CREDIT_NOTE:
        return words.credit_note_attached
    if kind in letters.REMINDERS:
        return words.invoice_attached
    if kind == letters.REFUND:
        return words.receipt_attached if about.brings_paper else ""
    if kind != letters.RECEIPT:
        return ""
    return words.invoice_and_receipt_attached if about.charged_automatically else words.receipt_attached


def _statement(said: Said, about: About) -> Worded:
    """A statement of account: its period, and what is owed at the end of that in each currency."""
    words, paper = letter_words_for(about.locale), account_statement_words_for(about.locale)
    shown = {currency: money(amount, currency, about.locale) for currency, amount in said.balances.items()}
    owed = [shown[currency] for currency, amount in said.balances.items() if amount > 0]
    date = day(said.until - 1, about.time_zone, about.locale)
    headline = paper.headline.format(amount=owed[0], date=date) if len(owed) == 1 else paper.title
    facts = [(paper.period, period(said.since, said.until - 1, about.time_zone, about.locale))]
    return Worded(
        subject=subject(letters.STATEMENT, said, about),
        headline=headline if owed else paper.nothing_open.format(date=date),
        sentences=(words.statement_text, words.reminder_before.text if owed else ""),
        action="",
        facts=(*facts, *((paper.closing, amount) for amount in shown.values())),
        attached=words.statement_attached if len(shown) == 1 else words.statements_attached,
    )


def _portal(said: Said, about: About) -> Worded:
    """A link to the portal, which has no invoice and no amount."""
    letter = letter_words_for(about.locale).portal
    return Worded(subject(letters.PORTAL, said, about), letter.headline, (letter.text,), letter.action, facts=())


def subject(kind: str, said: Said, about: About) -> str:
    """The subject alone, as lists show it."""
    if kind == letters.STATEMENT:
        return letter_words_for(about.locale).statement_subject.format(business=about.business)
    words = _LETTERS[kind](letter_words_for(about.locale))
    return words.subject.format(number=said.number or about.invoice, business=about.business)


def _reason(said: Said, locale: str) -> str:
    """Why a payment failed, or "" if the processor did not say."""
    if said.code is None and not said.message:
        return ""
    return problem_words(words_for(locale).forms, said.code, said.decline_code, said.message)


def _next_attempt(words: PayerLetterWords, said: Said, about: About) -> str:
    if said.next_attempt_at is None:
        return ""
    return words.next_attempt.format(date=day(said.next_attempt_at, about.time_zone, about.locale))


def _facts(kind: str, said: Said, about: About, amount: str) -> tuple[tuple[str, str], ...]:
    labels, _ = labels_for(about.locale)
    invoice = (labels.number, about.invoice)
    if kind == letters.CREDIT_NOTE:
        return (credit_note_words_for(about.locale).number, said.number or ""), invoice
    if kind == letters.LINK:
        return (invoice,)
    if kind == letters.REMINDER_OVERDUE and said.days_after_due is not None:
        late = letter_words_for(about.locale).overdue, days(said.days_after_due, about.locale)
        return invoice, (labels.amount_due, amount), late
    if kind not in (letters.REFUND, letters.RECEIPT):
        return invoice, (labels.amount_due, amount)
    words = receipt_words_for(about.locale)
    facts = [invoice] if about.invoice else []
    if said.number is not None:
        facts.append((words.number, said.number))
    facts.append((labels.amount, amount))
    if about.paid_with is not None:
        facts.append((words.method, how_paid(about.paid_with, about.locale)))
    return tuple(facts)


_LETTERS: Mapping[str, Callable[[PayerLetterWords], LetterWords]] = {
    letters.CREDIT_NOTE: lambda words: words.credit_note,
    letters.PAYMENT_FAILED: lambda words: words.payment_failed,
    letters.ACTION_REQUIRED: lambda words: words.action_required,
    letters.REFUND: lambda words: words.refund,
    letters.RECEIPT: lambda words: words.receipt,
    letters.LINK: lambda words: words.link,
    letters.PORTAL: lambda words: words.portal,
    letters.REMINDER_BEFORE: lambda words: words.reminder_before,
    letters.REMINDER_DUE: lambda words: words.reminder_due,
    letters.REMINDER_OVERDUE: lambda words: words.reminder_overdue,
}
