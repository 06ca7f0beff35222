"""What this room tells the rooms above."""

from dataclasses import dataclass

from billhook.cash_balances.balance import LockedCash
from billhook.db.facts import Fact, Locking


@dataclass(frozen=True, slots=True)
class LockingCash(Locking):
    """The cash of a customer in a currency is about to be locked, and money to come in: for `invoice`, if set."""

    customer: str
    currency: str
    invoice: str | None = None


@dataclass(frozen=True, slots=True)
class CashFunded(Fact):
    """A customer sent an amount, which `cash` contains now. `reference` is the text that they wrote on the transfer.
    `invoice` is what the money is for, if somebody knows it already."""

    cash: LockedCash
    sent: int
    reference: str | None
    invoice: str | None = None


@dataclass(frozen=True, slots=True)
class CashReturned(Fact):
    """Cash is there again that paid something before."""

    cash: LockedCash
