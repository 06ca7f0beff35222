"""What the pickers of a period show."""

from collections.abc import Sequence
from datetime import date

from billhook.dashboard.reports import words
from billhook.dashboard.reports.asked import Asked
from billhook.dashboard.visiting import Visit


def months_in_words(visit: Visit, asked: Asked) -> Sequence[tuple[str, str]]:
    """The months that can be chosen, each with its words."""
    return [(text, words.month(date.fromisoformat(f"{text}-01"), visit.formats.locale)) for text in asked.months]


def shown_period(visit: Visit, asked: Asked) -> str:
    """The period in words, with its days."""
    return words.interval(asked.days, visit.formats.locale)
