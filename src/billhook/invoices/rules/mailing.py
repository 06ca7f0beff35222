"""When a mail that could not be handed over is tried again."""

_MINUTE, _HOUR = 60, 3_600

# Seconds after each failed attempt: about two days in all, as mail servers themselves do it.
RETRY_SECONDS = (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 4 * _HOUR, 12 * _HOUR, 24 * _HOUR)

# How long a worker may take to hand a mail over before others take it for dead. Longer than the transport's
# own time-out, so that only a process that was killed is ever taken for dead.
HAND_OVER_SECONDS = 180


def next_attempt(attempts: int, now: int) -> int | None:
    """When to try again after `attempts` failures (one at least), or None to give up."""
    return now + RETRY_SECONDS[attempts - 1] if attempts <= len(RETRY_SECONDS) else None
