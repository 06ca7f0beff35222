"""The life of a meter: one table of transitions, read by the code and printed in the guide (recurring.md §2.5)."""

from billhook.kernel import errors
from billhook.kernel.lifecycle import Lifecycle, row

STATUSES = (ACTIVE, INACTIVE) = ("active", "inactive")

METER = Lifecycle("meter", STATUSES, starts={
    "create":     ACTIVE,
}, transitions={
    # asked for       from         to          refused elsewhere with
    "deactivate": row({ACTIVE},    INACTIVE,   otherwise=errors.METER_STATUS),
    "reactivate": row({INACTIVE},  ACTIVE,     otherwise=errors.METER_STATUS),
})  # fmt: skip
