"""What this room tells the rooms above."""

from dataclasses import dataclass

from billhook.db.facts import Fact


@dataclass(frozen=True, slots=True)
class InvoiceFallsShort(Fact):
    """An open invoice, whose id this is and which is locked, is about to be paid `by` so much less than it asks for."""

    invoice: str
    by: int
