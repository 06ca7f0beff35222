"""The life of a bank movement: one table of transitions."""

from billhook.kernel import errors
from billhook.kernel.lifecycle import Lifecycle, row

STATUSES = MATCHED, BOOKED, PARTLY_BOOKED, PROPOSED, UNASSIGNED, NOTED, RETURNED, DISMISSED = (
    "matched", "booked", "partly_booked", "proposed", "unassigned", "noted", "returned", "dismissed",
)  # fmt: skip

TO_LOOK_AT = (PROPOSED, UNASSIGNED, PARTLY_BOOKED)
"""What waits for a person."""

WAITS = "to_look_at"
"""What lists call the three together."""

_STATE = errors.BANK_MOVEMENT_STATE

BANK_MOVEMENT = Lifecycle("bank movement", STATUSES, starts={
    "match":   MATCHED,
    "propose": PROPOSED,
    "leave":   UNASSIGNED,
    "note":    NOTED,  # money that left: nothing is booked
}, transitions={
    # as it comes in: a debit or a refund of a SEPA file, which its payment has booked
    # or a payout of the processor
    "note_own": row({MATCHED, PROPOSED, UNASSIGNED}, NOTED),
    "propose_payout": row({PROPOSED, UNASSIGNED}, PROPOSED),
    # asked for         from                                  to              refused elsewhere with
    "assign":  row({*TO_LOOK_AT, DISMISSED},              BOOKED,         otherwise=_STATE, done="assigned"),
    "split":   row({*TO_LOOK_AT, DISMISSED},              PARTLY_BOOKED,  otherwise=_STATE, done="split"),
    "take_for_payout": row({PROPOSED, UNASSIGNED, DISMISSED}, NOTED, otherwise=_STATE, done="assigned"),
    "dismiss": row({PROPOSED, UNASSIGNED},                DISMISSED,      otherwise=_STATE, done="dismissed"),
    "undo":    row({BOOKED, PARTLY_BOOKED, DISMISSED},    UNASSIGNED,     otherwise=_STATE, done="undone"),
    # part of another verb
    "undo_payout": row({NOTED},                           UNASSIGNED),
    "propose_again": row({DISMISSED},                     PROPOSED),
    # by the worker
    "book":    row({MATCHED},                             BOOKED),
    # a late return of a SEPA file too, as it comes in
    "hold":    row({MATCHED, PROPOSED, UNASSIGNED, NOTED}, UNASSIGNED),
    "return":  row({MATCHED, BOOKED, PARTLY_BOOKED},      RETURNED),  # the credit too
})  # fmt: skip
