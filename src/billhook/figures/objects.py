"""Figures as they are read: amounts in minor units of one currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sums:
    """What happened in a stretch of time.

    `invoiced` and `invoices` are the totals and the number of invoices that were finalized and are not void; `credited`
    is what credit notes took back. `collected` and `payments` are payments that succeeded; `refunded` was given back.
    """

    invoiced: int = 0
    credited: int = 0
    invoices: int = 0
    collected: int = 0
    refunded: int = 0
    payments: int = 0

    @property
    def net_invoiced(self) -> int:
        """Invoiced less credit notes."""
        return self.invoiced - self.credited

    @property
    def net_collected(self) -> int:
        """Collected less refunds."""
        return self.collected - self.refunded

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.invoiced + other.invoiced, self.credited + other.credited, self.invoices + other.invoices,
            self.collected + other.collected, self.refunded + other.refunded, self.payments + other.payments,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owed:
    """What is still to be paid of so many open invoices."""

    amount: int = 0
    invoices: int = 0


@dataclass(frozen=True, slots=True)
class Debts:
    """What is owed now: `without_date` has no due date, `by_due` are stretches of due dates, earliest first."""

    without_date: Owed
    by_due: Sequence[Owed]

    @property
    def whole(self) -> Owed:
        """All that is owed."""
        every = (self.without_date, *self.by_due)
        return Owed(sum(owed.amount for owed in every), sum(owed.invoices for owed in every))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A customer by what they were invoiced, less credit notes."""

    customer: str
    amount: int
    invoices: int


@dataclass(frozen=True, slots=True)
class Differing:
    """A figure that is not what a recount gives, of one customer or of all (None)."""

    customer: str | None
    currency: str
    stored: int
    counted: int


Waits = Mapping[int, int]
"""How many invoices were paid after so many days."""
