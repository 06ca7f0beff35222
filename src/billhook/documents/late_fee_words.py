"""The words of a line that charges a late fee."""

from dataclasses import dataclass

from billhook.kernel import display
from billhook.kernel.languages import language_of, locale_of_words
from billhook.kernel.translations import Words


@dataclass(frozen=True, slots=True)
class LateFeeWords:
    """The description of the line; `{number}` is that of the late invoice, `{date}` the day on which it was due."""

    line: str


_WORDS = Words("late_fee", LateFeeWords(line="Late fee for invoice {number}, due {date}"))


def late_fee_line(number: str, due_date: int, time_zone: str, locale: str) -> str:
    """The description in the language of a locale. `due_date` in Unix seconds, `time_zone` of the account."""
    day = display.day(due_date, time_zone, locale_of_words(locale))
    return _WORDS.in_language(language_of(locale)).line.format(number=number, date=day)
