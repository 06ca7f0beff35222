"""What a processor tells of a payment after it was settled: its fee, disputes, warnings, and refunds made there.

Not every processor tells that. One that does is a `Follower`, and one whose news can be asked for is a `Listener`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

NEWS_LAST_SECONDS = 29 * 86_400
"""So far back news are asked for. Stripe keeps its events for 30 days."""


@dataclass(frozen=True, slots=True)
class FollowRequest:
    """What followed of the payment `reference`, by which `amount` (minor units of `currency`) was taken.

    `made_at`: Unix seconds in which the payment was settled, or in which news of it came.
    """

    reference: str
    amount: int
    currency: str
    made_at: int = 0


@dataclass(frozen=True, slots=True)
class Booked:
    """What the processor wrote into the merchant's account: `amount` before the `fee`, both in minor units of
    `currency`, which may be paid out after `available_in` seconds. `rate` is the exchange rate as the processor writes
    it, None where nothing was converted."""

    amount: int
    currency: str
    fee: int
    available_in: int = 0
    rate: str | None = None


@dataclass(frozen=True, slots=True)
class SeenRefund:
    """A refund that was made at the processor, and not by a call of ours; `amount` in minor units of the payment.

    `is_pending`: nobody knows yet whether the money goes back. `failure` is why it does not, by Stripe's words.
    """

    reference: str
    amount: int
    is_pending: bool = False
    failure: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SeenDispute:
    """A dispute as it is there now: `amount` in minor units of the payment, None for all of it.

    `status` and `reason` are Stripe's words. It can be answered until `due_by` (Unix seconds). `is_final`: nobody
    could ever answer. `fee` is in minor units of the currency in which the processor settles.
    """

    reference: str
    status: str
    reason: str
    network_reason_code: str | None = None
    amount: int | None = None
    fee: int = 0
    due_by: int | None = None
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class SeenWarning:
    """A bank says that the payment was fraud; `fraud_type` is Stripe's word for how."""

    reference: str
    fraud_type: str


@dataclass(frozen=True, slots=True)
class Followed:
    """All that followed until now. `booked` is None as long as the processor has not written the payment into the
    merchant's account. With `again` the same is asked once more after so many seconds."""

    booked: Booked | None = None
    refunds: Sequence[SeenRefund] = ()
    disputes: Sequence[SeenDispute] = ()
    warnings: Sequence[SeenWarning] = ()
    again: int | None = None


@runtime_checkable
class Follower(Protocol):
    """A processor that tells what followed."""

    async def follow(self, key: str, request: FollowRequest) -> Followed:
        """What followed of a payment. Always safe, and always the truth. Raises ProcessorSilent."""
        ...


@dataclass(frozen=True, slots=True)
class Missed:
    """News that were asked for: the ids that they are `about`, those of them that tell what `followed` a payment, and
    the id of the `last` of the news. `has_more`: there are later ones, which can be asked for at once."""

    about: Sequence[str] = ()
    followed: Sequence[str] = ()
    last: str | None = None
    has_more: bool = False


@runtime_checkable
class Listener(Protocol):
    """A processor whose news can be asked for."""

    async def missed(self, after: str | None, since: int) -> Missed:
        """News after the one with the id `after`, or of the time from `since` on (Unix seconds) if that one is None or
        is known no longer. Raises ProcessorSilent."""
        ...


_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
FOLLOWED_SECONDS = 30 * _DAY


def look_again(age: int) -> int | None:
    """After how many seconds to look once more for what is `age` seconds old and not known yet: after a minute, an
    hour, and then every day for 30 days."""
    if age >= FOLLOWED_SECONDS:
        return None
    return _HOUR if age < _HOUR else _DAY
