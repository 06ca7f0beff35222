"""The life of a bank movement: one table of transitions."""

from billhook.kernel import errors
from billhook.kernel.lifecycle import Lifecycle, row

STATUSES = MATCHED, BOOKED, PROPOSED, UNASSIGNED, NOTED, DISMISSED = (
    "matched", "booked", "proposed", "unassigned", "noted", "dismissed",
)  # fmt: skip

TO_LOOK_AT = (PROPOSED, UNASSIGNED)
"""What waits for a person."""

_STATE = errors.BANK_MOVEMENT_STATE

BANK_MOVEMENT = Lifecycle("bank movement", STATUSES, starts={
    "match":   MATCHED,
    "propose": PROPOSED,
    "leave":   UNASSIGNED,
    "note":    NOTED,  # money that left: nothing is booked
}, transitions={
    # asked for         from                                  to              refused elsewhere with
    "assign":  row({*TO_LOOK_AT, DISMISSED},              BOOKED,         otherwise=_STATE, done="assigned"),
    "dismiss": row({*TO_LOOK_AT},                         DISMISSED,      otherwise=_STATE, done="dismissed"),
    # by the worker
    "book":    row({MATCHED},                             BOOKED),
    "hold":    row({MATCHED},                             UNASSIGNED),
})  # fmt: skip
