"""The life of a credit note: one table of transitions (invoicing.md §7)."""

from billhook.kernel import errors
from billhook.kernel.lifecycle import Lifecycle, row

ISSUED, VOID = STATUSES = ("issued", "void")

CREDIT_NOTE = Lifecycle("credit_note", STATUSES, starts={"create": ISSUED}, transitions={
    # verb      from      to    refused elsewhere with
    "void": row({ISSUED}, VOID, void=errors.CREDIT_NOTE_VOID_ALREADY),
})  # fmt: skip
