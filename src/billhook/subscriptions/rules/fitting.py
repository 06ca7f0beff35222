"""How many lines an invoice of a subscription takes: no period is held up by what waits for it."""

from collections.abc import Sequence

from billhook.invoices.objects import LINES_MAX, Item


def fitting(lines: Sequence[Item], most: int = LINES_MAX) -> list[Item]:
    """The lines without the pending items that find no room, which wait for the next invoice.

    Pending items have no line yet, and stand with the newest first: those wait.
    """
    pending = [item.id for item in lines if item.line is None]
    waiting = set(pending[: max(len(lines) - most, 0)])
    return [item for item in lines if item.id not in waiting]
