"""What this room tells the rooms above."""

from dataclasses import dataclass

from billhook.db.facts import Fact


@dataclass(frozen=True, slots=True)
class CustomerCreated(Fact):
    """A customer was created, in the time in which they live."""

    customer: str


@dataclass(frozen=True, slots=True)
class CustomerDeleted(Fact):
    """A locked customer is about to be deleted."""

    customer: str


@dataclass(frozen=True, slots=True)
class SequenceRaised(Fact):
    """The next number of a customer's own invoices was raised from `since` to `next` by a caller."""

    customer: str
    since: int
    next: int
