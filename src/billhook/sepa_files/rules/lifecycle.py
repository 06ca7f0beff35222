"""The life of an order: one table of transitions."""

from billhook.kernel.lifecycle import Lifecycle, row

STATUSES = WAITING, SENT, SETTLED, REJECTED, RETURNED = ("waiting", "sent", "settled", "rejected", "returned")

SEPA_ORDER = Lifecycle("SEPA order", STATUSES, starts={"queue": WAITING}, transitions={
    # verb     from                to
    "send":   row({WAITING},       SENT),
    "settle": row({SENT},          SETTLED),
    "reject": row({WAITING, SENT}, REJECTED),
    "return": row({SENT, SETTLED}, RETURNED),
})  # fmt: skip
