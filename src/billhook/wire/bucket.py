"""The token bucket as a rule. A bucket is one number: the moment at which it is full again.

It holds the tokens of one second, and each request takes one. A moment in the past says that it is full. Moments are
microseconds on a clock that never jumps.
"""

SECOND = 1_000_000


def after_one(full_at: int, per_second: int, now: int) -> int | None:
    """When the bucket is full again after one token was taken; None if it holds none.

    A token takes a whole number of microseconds to come back, rounded up. So t seconds never let pass more than
    `per_second` × t requests, and `per_second` more that come at once.
    """
    takes = -(-SECOND // per_second)
    then = max(full_at, now) + takes
    return then if then - now <= per_second * takes else None
