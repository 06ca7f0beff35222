"""How many calls one endpoint may have open at once in one process.

The bound is the endpoint's own, so an endpoint that never answers holds its own calls and nobody else's. One
that answers gets many; each call that runs into the time limit halves them, each answer gives one back.
"""

WIDEST = 32
NARROWEST = 4


def next_width(width: int, timed_out: bool) -> int:
    """The width after one more call has ended."""
    return max(NARROWEST, width // 2) if timed_out else min(WIDEST, width + 1)
