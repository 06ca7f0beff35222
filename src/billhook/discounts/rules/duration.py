"""How long a discount lasts: once, for ever, or for a number of calendar months (invoicing.md §1.12)."""

from calendar import monthrange

from billhook.kernel.clock import as_datetime


def end_of(duration_in_months: int | None, start: int) -> int | None:
    """When a discount that begins at `start` ends: the same day and time, months later; None without months.

    A day that the last month does not have becomes its last day. Unix seconds, calendar of UTC.
    """
    if duration_in_months is None:
        return None
    begun = as_datetime(start)
    years, month = divmod(begun.month - 1 + duration_in_months, 12)
    year, month = begun.year + years, month + 1
    ended = begun.replace(year=year, month=month, day=min(begun.day, monthrange(year, month)[1]))
    return int(ended.timestamp())
