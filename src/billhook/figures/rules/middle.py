"""The median of whole days, from how often each occurs."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from billhook.figures.objects import Waits


def median(waits: Waits) -> Decimal | None:
    """The day in the middle; between two of them their mean, which may end in a half. None if nothing was paid."""
    number = sum(waits.values())
    if number <= 0:
        return None
    return Decimal(_at(waits, (number - 1) // 2) + _at(waits, number // 2)) / 2


def _at(waits: Waits, place: int) -> int:
    """The days of the invoice at a place, counted from 0, when all stand in order."""
    for days in sorted(waits):
        place -= waits[days]
        if place < 0:
            return days
    raise AssertionError("a place beyond the last")


def together(every: Iterable[Waits]) -> Waits:
    """All of several."""
    whole: Counter[int] = Counter()
    for waits in every:
        whole.update(waits)
    return whole
