"""When a Checkout Session expires: 24 hours after it was made, unless its maker wants less."""

from billhook.kernel import errors

SHORTEST_SECONDS, LONGEST_SECONDS = 30 * 60, 24 * 3_600

_SLACK_SECONDS = 60
"""A caller counts by a clock of their own, and their request takes its time."""


def expiry(given: int | None, *, now: int) -> int:
    """The moment in Unix seconds. Raises CHECKOUT_EXPIRY."""
    if given is None:
        return now + LONGEST_SECONDS
    if not now + SHORTEST_SECONDS - _SLACK_SECONDS <= given <= now + LONGEST_SECONDS + _SLACK_SECONDS:
        raise errors.CHECKOUT_EXPIRY(param="expires_at")
    return given
