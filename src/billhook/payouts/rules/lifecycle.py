"""The life of a payout: one table of transitions, and the way to where the processor says that it is.

A payout that was paid can fail for five working days (`stripe/_payout.py`, `status`).
"""

from billhook.kernel.lifecycle import Lifecycle, row

STATUSES = PENDING, IN_TRANSIT, PAID, FAILED, CANCELED = ("pending", "in_transit", "paid", "failed", "canceled")

RETURNED = (FAILED, CANCELED)
"""The money is back at the processor."""

PAYOUT = Lifecycle("payout", STATUSES, starts={
    "create": PENDING,
}, transitions={
    # the processor tells
    "send":   row({PENDING},                   IN_TRANSIT),
    "arrive": row({IN_TRANSIT},                PAID),
    "fail":   row({IN_TRANSIT, PAID},          FAILED),
    "cancel": row({PENDING, IN_TRANSIT, PAID}, CANCELED),
})  # fmt: skip

EVENTS = {"send": "payout.updated", "arrive": "payout.paid", "fail": "payout.failed", "cancel": "payout.canceled"}
"""What tells of each step."""

# The next step from a status to another that the processor tells of. Whoever comes late sees only the last one.
_WAYS = {
    **{(PENDING, told): "send" for told in (IN_TRANSIT, PAID, FAILED)},
    (PENDING, CANCELED): "cancel",
    (IN_TRANSIT, PAID): "arrive",
    (IN_TRANSIT, FAILED): "fail",
    (IN_TRANSIT, CANCELED): "cancel",
    (PAID, FAILED): "fail",
    (PAID, CANCELED): "cancel",
}


def next_step(status: str, told: str) -> str | None:
    """The verb of the next step towards the status `told`; None if it is there, or if no step leads there.

    An answer may be older than what is known, and money that came back stays back.
    """
    return _WAYS.get((status, told))
