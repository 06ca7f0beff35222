"""What this room tells the rooms above."""

from dataclasses import dataclass

from billhook.db.facts import Fact
from billhook.invoices.objects import Invoice


@dataclass(frozen=True, slots=True)
class InvoiceChanged(Fact):
    """A locked invoice of a subscription was written: it was `before`, and is `after` now.

    `failed`: an attempt to collect it has brought nothing.
    """

    before: Invoice
    after: Invoice
    failed: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceFinalizing(Fact):
    """A draft of a subscription, whose id this is and which is locked, is about to be finalized.

    `Tx.newest` has it. Who hears of it may store other lines and take discounts away, and leaves the invoice with that
    there, not summed up.
    """

    invoice: str


@dataclass(frozen=True, slots=True)
class InvoiceFallsShort(Fact):
    """An open invoice, whose id this is and which is locked, is about to be paid `by` so much less than it asks for."""

    invoice: str
    by: int
