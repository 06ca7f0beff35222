"""The life of a test clock: one table of transitions (platform.md §8)."""

from billhook.kernel import errors
from billhook.kernel.lifecycle import Lifecycle, row

READY, ADVANCING, INTERNAL_FAILURE = STATUSES = ("ready", "advancing", "internal_failure")

TEST_CLOCK = Lifecycle("test_clock", STATUSES, starts={"create": READY}, transitions={
    # verb         from         to                 refused elsewhere with
    "advance": row({READY},     ADVANCING,         otherwise=errors.CLOCK_NOT_READY),
    # the worker   from         to
    "arrive":  row({ADVANCING}, READY),
    "fail":    row({ADVANCING}, INTERNAL_FAILURE),
})  # fmt: skip
