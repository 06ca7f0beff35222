"""The life of a subscription: one table of transitions, read by the code and printed in the guide (recurring.md §3)."""

from billhook.kernel import errors
from billhook.kernel.lifecycle import STAYS, Lifecycle, row

STATUSES = (INCOMPLETE, INCOMPLETE_EXPIRED, TRIALING, ACTIVE, PAST_DUE, UNPAID, CANCELED) = (
    "incomplete", "incomplete_expired", "trialing", "active", "past_due", "unpaid", "canceled",
)  # fmt: skip
ENDED = (INCOMPLETE_EXPIRED, CANCELED)
"""Nothing becomes of these any more."""

_LIVING = {TRIALING, ACTIVE, PAST_DUE, UNPAID}
_BILLED = {ACTIVE, PAST_DUE, UNPAID}

SUBSCRIPTION = Lifecycle("subscription", STATUSES, starts={
    "create":       ACTIVE,
    "create_trial": TRIALING,
}, transitions={
    # asked for           from                            to                  refused elsewhere with
    "change":         row(_LIVING,                        STAYS,              incomplete=errors.SUBSCRIPTION_INCOMPLETE,
                                                                              otherwise=errors.SUBSCRIPTION_ENDED),
    # part of another verb, or of time
    "await_payment":  row({ACTIVE, TRIALING},             INCOMPLETE),  # the first invoice waits for its payment
    "cancel":         row(_LIVING | {INCOMPLETE},         CANCELED),
    "begin_trial":    row(_LIVING | {INCOMPLETE},         TRIALING),
    "end_trial":      row({TRIALING},                     ACTIVE),
    "become_paid":    row(_BILLED | {INCOMPLETE},         ACTIVE, also={TRIALING: TRIALING}),
    "fall_behind":    row({ACTIVE, PAST_DUE},             PAST_DUE),
    "stop_collecting": row({ACTIVE, PAST_DUE},            UNPAID, also={UNPAID: UNPAID}),  # nobody tries any more
    "expire":         row({INCOMPLETE},                   INCOMPLETE_EXPIRED),
})  # fmt: skip
