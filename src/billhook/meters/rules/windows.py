"""When an event may have happened, and how moments fall into windows (recurring.md §7.1, §7.5)."""

from billhook.kernel.clock import DAY_SECONDS

PAST_SECONDS = 35 * DAY_SECONDS
"""An event may have happened so long ago."""

AHEAD_SECONDS = 5 * 60
"""Clocks of senders may be so much ahead."""

HELD_SECONDS = DAY_SECONDS
"""So long after an event was received, its identifier is refused to others, and it can be canceled."""

MINUTE_SECONDS = 60
WIDTHS = {"hour": 3_600, "day": DAY_SECONDS}
"""How long each window lasts. Windows begin at whole hours and days of UTC."""

TOO_OLD, TOO_NEW = "too_old", "too_new"


def fault_of_moment(at: int, *, now: int) -> str | None:
    """Why an event cannot have happened `at` a moment: TOO_OLD, TOO_NEW, or None if it can."""
    if at < now - PAST_SECONDS:
        return TOO_OLD
    return TOO_NEW if at > now + AHEAD_SECONDS else None


def holds(received_at: int, *, now: int) -> bool:
    """Whether an event that was received then still holds its identifier, and can still be canceled."""
    return now < received_at + HELD_SECONDS


def grain_of(window: str | None) -> int:
    """The seconds that the ends of a range must be a multiple of: a minute, or the width of the windows."""
    return MINUTE_SECONDS if window is None else WIDTHS[window]


def is_aligned(moment: int, window: str | None) -> bool:
    """Whether a range may begin or end at a moment."""
    return moment % grain_of(window) == 0


def window_of(moment: int, width: int) -> tuple[int, int]:
    """The window that a moment falls into: its first second, and the one after its last."""
    start = moment - moment % width
    return start, start + width
