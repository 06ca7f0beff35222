"""What the pages of figures say of their period."""

from billhook.dashboard.reports import words
from billhook.dashboard.reports.asked import Asked
from billhook.dashboard.visiting import Visit


def shown_period(visit: Visit, asked: Asked) -> str:
    """The period in words, with its days."""
    return words.interval(asked.days, visit.formats.locale)


def by_months(visit: Visit, asked: Asked) -> str:
    """That a figure is of whole months, and of which; empty if these are the days that were asked for."""
    if asked.is_whole:
        return ""
    return f"Kept by whole months: this is {words.whole(asked.months, visit.formats.locale)}."
