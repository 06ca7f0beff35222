"""What this room tells the rooms above."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.db.facts import Fact, Locking
from billhook.payments.objects import Charge, PaymentIntent, Refund
from billhook.processors.following import SeenDispute, SeenWarning
from billhook.processors.interface import DisputeNotice


@dataclass(frozen=True, slots=True)
class LockingPaymentIntent(Locking):
    """A payment intent is about to be locked."""

    intent: str


@dataclass(frozen=True, slots=True)
class PaymentIntentSettled(Fact):
    """A payment intent came to something: `intent` is what it has become.

    If a call asked for it, `verb` is the name of the verb that claimed the call, and `was_reported` is whether the
    payment was announced as under way already. `charge` is the charge that took money, as it was made.
    """

    intent: PaymentIntent
    verb: str | None = None
    was_reported: bool = False
    charge: Charge | None = None


@dataclass(frozen=True, slots=True)
class PaidBeside(Fact):
    """A payer has paid on the page of a processor after the intent that sent them there was to be paid otherwise, or
    not at all. `intent` is the new one that takes the money, a moment before it succeeds; `instead_of` is the id of the
    one that sent them there.
    """

    intent: PaymentIntent
    instead_of: str


@dataclass(frozen=True, slots=True)
class ChargeDisputed(Fact):
    """Somebody has something against a charge that has just succeeded."""

    charge: Charge
    notice: DisputeNotice


@dataclass(frozen=True, slots=True)
class ChargeFollowed(Fact):
    """What a processor says of a locked charge that was settled before: all disputes and warnings until now."""

    charge: Charge
    disputes: Sequence[SeenDispute]
    warnings: Sequence[SeenWarning]


@dataclass(frozen=True, slots=True)
class ChargeRefundedWhole(Fact):
    """A charge is refunded as a whole now, or no longer; `charge` is what it has become."""

    charge: Charge
    is_whole: bool


@dataclass(frozen=True, slots=True)
class RefundMade(Fact):
    """A refund leaves, for the way by which its payment came in: it has succeeded, or a bank takes its time with it."""

    refund: Refund


@dataclass(frozen=True, slots=True)
class RefundCameBack(Fact):
    """A refund that left has failed after all: the money is here again."""

    refund: Refund


@dataclass(frozen=True, slots=True)
class ReceiptWanted(Fact):
    """Somebody wants the receipt of a charge at another address: `charge` has it, and the number of the receipt."""

    charge: Charge
