"""The life of a person here: one table of transitions."""

from billhook.kernel.lifecycle import Lifecycle, row

STATUSES = (INVITED, ACTIVE, DEACTIVATED) = ("invited", "active", "deactivated")

PERSON = Lifecycle("person", STATUSES, starts={
    "create_owner": ACTIVE,
    "invite": INVITED,
}, transitions={
    "accept_invitation": row([INVITED], ACTIVE),
    "deactivate": row([ACTIVE], DEACTIVATED),
    "reactivate": row([DEACTIVATED], ACTIVE),
})  # fmt: skip
