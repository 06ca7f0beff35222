"""When a delivery is tried again.

    attempt      1          2        3        4        5        6        7 to 10
    live         at once    5 min    30 min   2 h      5 h      10 h     12 h each
    test         at once    10 s     1 min    10 min   1 h      3 h      none

Each time is counted from the end of the attempt before. Live mode follows what is seen of Stripe: ten
attempts in under three days (platform.md §6.5). In test mode Stripe tries three times over a few hours; here
the first two retries come within about a minute, because the receiver of a sandbox is usually a developer's
own program, which was down for the moment in which it restarted. There is no jitter: the attempts of one
endpoint pass through its lane, so they cannot arrive all at once.
"""

MINUTE, HOUR = 60, 3_600

LIVE_GAPS = (5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, *[12 * HOUR] * 4)
TEST_GAPS = (10, MINUTE, 10 * MINUTE, HOUR, 3 * HOUR)


def gaps(livemode: bool, configured: str | None = None) -> tuple[int, ...]:
    """Seconds between the attempts; `configured` are those of the setting, separated by commas."""
    if configured is not None:
        return tuple(int(seconds) for seconds in configured.split(","))
    return LIVE_GAPS if livemode else TEST_GAPS


def next_attempt_at(attempts: int, now: int, gaps: tuple[int, ...]) -> int | None:
    """When to try again after `attempts` failed ones, in Unix seconds; None when that was the last."""
    return now + gaps[attempts - 1] if attempts <= len(gaps) else None
