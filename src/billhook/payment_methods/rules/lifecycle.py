"""The life of a mandate: one table of transitions (platform.md §7.6)."""

from billhook.kernel.lifecycle import Lifecycle, row

ACTIVE, INACTIVE = STATUSES = ("active", "inactive")

MANDATE = Lifecycle("mandate", STATUSES, starts={"accept": ACTIVE}, transitions={
    # verb          from      to
    "withdraw": row({ACTIVE}, INACTIVE),
})  # fmt: skip
