"""Which period an item enters, and which part of a whole one that is (recurring.md §4.2, §3.6)."""

from dataclasses import dataclass

from billhook.subscriptions.rules.calendar import Interval, Period, period_at


@dataclass(frozen=True, slots=True)
class Entered:
    """A period that begins: `period` is what is billed, `whole` the one of the grid that it is a part of."""

    period: Period
    whole: Period

    @property
    def is_whole(self) -> bool:
        return self.period == self.whole


def entered(anchor: int, interval: Interval, start: int, cancel_at: int | None) -> Entered:
    """The period that begins at `start`: to the end of that of the grid, or to the moment of an earlier end."""
    whole = period_at(anchor, interval, start)
    end = whole.end if cancel_at is None or cancel_at <= start else min(whole.end, cancel_at)
    return Entered(Period(start, end), whole)
