"""What a processor pays into the merchant's bank account, and what each payout consists of.

Not every processor tells that. One that does is a `PaysOut`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

PAYOUTS_LAST_SECONDS = 40 * 86_400
"""So far back payouts are asked for. A payout can fail for five working days after it was paid, and its trace id may
come ten days after it arrived."""


@dataclass(frozen=True, slots=True)
class BookedPayout:
    """What the processor wrote into the merchant's account: `amount` (below 0 where money left) before the `fee`, both
    in minor units of `currency`. `rate` is the exchange rate as the processor writes it, None without one."""

    amount: int
    currency: str
    fee: int = 0
    rate: str | None = None


@dataclass(frozen=True, slots=True)
class SeenPayout:
    """A payout as it is there now. `amount` in minor units of `currency`, below 0 for a debit of the bank account.

    `status`, `method`, `type`, `source_type`, `failure_code` and `trace_status` are Stripe's words. `created` and
    `arrival_date` in Unix seconds. `booked` is its entry there, `returned` the entry that takes it back. `is_listed`:
    the processor lists what it pays. `is_automatic`: nobody asked for it. `original` and `reversed_by` are the
    processor's names of other payouts.
    """

    reference: str
    created: int
    amount: int
    currency: str
    status: str
    arrival_date: int
    is_automatic: bool = True
    method: str = "standard"
    type: str = "bank_account"
    source_type: str = "card"
    description: str | None = None
    statement_descriptor: str | None = None
    trace_status: str | None = None
    trace_id: str | None = None
    failure_code: str | None = None
    failure_message: str | None = None
    original: str | None = None
    reversed_by: str | None = None
    booked: BookedPayout | None = None
    returned: BookedPayout | None = None
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class PaidItem:
    """One entry of the merchant's account there, which a payout pays. Amounts in minor units of the payout's entry.

    `category` is Stripe's reporting category. `source` is the processor's name of what made the entry, and `about` are
    the names of the payment that it belongs to: the processor's, or the id of our call. `source_amount` is what it came
    to in the currency of the payment, None if that is not told.
    """

    category: str
    amount: int
    fee: int
    net: int
    currency: str
    source: str | None = None
    about: Sequence[str] = ()
    source_amount: int | None = None


@dataclass(frozen=True, slots=True)
class PaidItems:
    """A page of them; the next page follows what is called `until`. `has_more`: there is one."""

    items: Sequence[PaidItem]
    until: str | None = None
    has_more: bool = False


@runtime_checkable
class PaysOut(Protocol):
    """A processor that tells of its payouts."""

    async def payouts(self, since: int) -> Sequence[SeenPayout]:
        """Payouts that were made from `since` on (Unix seconds), the oldest first. Raises ProcessorSilent."""
        ...

    async def paid_by(self, reference: str, after: str | None) -> PaidItems:
        """A page of what a payout pays, after the entry named so. Its own entry is left out. Raises ProcessorSilent."""
        ...
