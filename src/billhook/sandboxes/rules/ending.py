"""When a sandbox ends, and when nothing of it can be left."""

MOST = 1_000
"""An account has this many sandboxes at most that have not ended."""

SECOND_LOOK_SECONDS = 150
"""A write that was under way when a sandbox ended may commit later. A statement is given up after 60 seconds, and so is
a transaction that waits for its program, so the rows are looked for once more after this long."""


def next_look(ended_at: int, now: int) -> int | None:
    """When the rows of an ended sandbox are erased once more, after they were erased now; None if that was the last."""
    last = ended_at + SECOND_LOOK_SECONDS
    return last if now < last else None
