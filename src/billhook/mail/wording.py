"""The fixed words of an invoice mail in each language it can be written in.

A mail is in one language throughout; a language without words here gets the whole mail in English.
`{number}`, `{business}`, `{amount}`, `{date}`, `{count}` and `{address}` stand for values.
"""

from dataclasses import dataclass

from billhook.kernel.languages import language_of, locale_of_words
from billhook.kernel.translations import Words


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language."""

    subject: str
    due_by: str
    due_now: str
    number: str
    pay: str
    view: str
    more_lines: str
    how_to_pay: str
    attached: str
    questions: str
    test: str


_WORDS = Words(
    "mail",
    Wording(
        subject="Invoice {number} from {business}",
        due_by="{amount} due {date}",
        due_now="{amount} due",
        number="Invoice {number}",
        pay="Pay this invoice",
        view="View invoice",
        more_lines="and {count} more",
        how_to_pay="How to pay",
        attached="The invoice is attached as a PDF.",
        questions="Questions? Write to {address}.",
        test="This is a test without real money.",
    ),
)


def wording_for(locale: str) -> tuple[Wording, str]:
    """The words for a locale, and the locale in which the whole mail is then written."""
    return _WORDS.in_language(language_of(locale)), locale_of_words(locale)
