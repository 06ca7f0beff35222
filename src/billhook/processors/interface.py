"""The one interface to whoever moves money: what may be asked, and what may be answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypedDict

from billhook.kernel.stored import Json
from billhook.processors.following import Followed, Follower, FollowRequest


class Deposits(TypedDict, total=False):
    """The deposits that the holder of an account names: by their `amounts` (minor units), or by a `descriptor_code`."""

    amounts: Sequence[int]
    descriptor_code: str


LIFE_SECONDS = 3_600
"""So long the page of a processor is there for its payer, if nobody says otherwise."""


class ProcessorSilent(Exception):
    """No answer came, or none that can be understood: nobody knows whether money moved. Ask again with the same key."""


@dataclass(frozen=True, slots=True)
class Decline:
    """Why a payment is declined: Stripe's error code, and the bank's own reason where that is `card_declined`."""

    code: str
    decline_code: str | None = None
    blocked: bool = False
    """Stopped before it reached the bank."""


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """Take `amount` (minor units of `currency`) with the method that the processor knows as `token`.

    `off_session`: the holder is not there. `may_ask`: they can be asked even so, later and on a page of ours.
    `authenticated`: they passed 3-D Secure; `set_up`: they agreed before to off-session payments. `mandate` is the
    permission by which an account is debited, by its id. With `authorize_only` the bank only keeps the money ready, to
    be captured; `may_grow` says that a larger authorization may be asked for. With `wants_holder` they are asked if
    their bank can ask. `by_deposits`: an account is to be verified first, by two small deposits; `deposits` is what the
    holder says that they were: `amounts` in minor units, or a `descriptor_code`. `made_at`: Unix seconds.
    """

    amount: int
    currency: str
    token: str
    off_session: bool = False
    may_ask: bool = True
    set_up: bool = False
    authenticated: bool = False
    mandate: str | None = None
    authorize_only: bool = False
    may_grow: bool = False
    wants_holder: bool = False
    by_deposits: bool = False
    deposits: Deposits | None = None
    made_at: int = 0


@dataclass(frozen=True, slots=True)
class CaptureRequest:
    """Take `amount` (minor units of `currency`) of the authorization that was made for the key `charge`, and release
    the rest. `token` is its method."""

    amount: int
    currency: str
    charge: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """Give up the authorization that was made for the key `charge` with the method `token`."""

    charge: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class IncrementRequest:
    """Raise the authorization that was made for the key `charge` to `amount` (minor units of `currency`) in all.
    `token` is its method."""

    amount: int
    currency: str
    charge: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class SetUpRequest:
    """Make the method `token` ready for payments in its holder's absence, who is there now. The rest as above."""

    token: str
    mandate: str | None = None
    authenticated: bool = False
    by_deposits: bool = False
    deposits: Deposits | None = None


@dataclass(frozen=True, slots=True)
class BeginRequest:
    """Make what the payer pays on the processor's own page; no money moves.

    `amount` in minor units of `currency`; `text` is what the payer reads there ("Invoice NL-2026-0042"); `email` and
    `locale` are the payer's; `customer` is our id of them; `save`: keep the method for payments in their absence;
    `return_url` is where they come back to; `types` are the types of methods that are allowed, none means all;
    `lives_for`: seconds until it expires. With an amount of 0 nothing is paid: the payer only keeps a method there.
    """

    amount: int
    currency: str
    text: str
    return_url: str
    email: str | None = None
    locale: str = "en"
    customer: str | None = None
    save: bool = False
    types: Sequence[str] = ()
    lives_for: int = LIFE_SECONDS
    made_at: int = 0


@dataclass(frozen=True, slots=True)
class LookRequest:
    """What became of `reference`, which a call with the key `begun` made about `amount` (minor units of `currency`, 0
    if it is not known)."""

    reference: str
    begun: str
    amount: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """Withdraw `reference`, which a call with the key `begun` made. The rest as above."""

    reference: str
    begun: str
    amount: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class DisputeNotice:
    """A dispute of a payment by the holder of a method, or by their bank.

    A `chargeback` takes the money back, an `inquiry` asks first, a `fraud_warning` only warns; `is_final` lets nobody
    answer. `reason` is one of Stripe's reasons of disputes, or its type of fraud. A chargeback costs a `fee`, in minor
    units. `reference` is what the processor calls it, if it has told.
    """

    kind: Literal["chargeback", "inquiry", "fraud_warning"]
    reason: str
    network_reason_code: str | None = None
    is_final: bool = False
    fee: int = 0
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """What the payer paid with: Stripe's type and its public details by Stripe's names (brand, last4, exp_month, …)."""

    type: str
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Settled:
    """What arrives at the merchant in another currency: `amount` in minor units of `currency`, before the fee, and the
    `rate` as the processor writes it."""

    amount: int
    currency: str
    rate: str


@dataclass(frozen=True, slots=True)
class Approved:
    """The money was taken, or the method is ready. `risk` is how the processor rates the payment, `notice` a
    dispute that came with it. The processor keeps a `fee` of it (minor units; of the currency of `settled` if that is
    given), and has the rest ready after `available_in` seconds. If the fee is None it is not known yet: look again
    after `fee_in` seconds. `happened`: more happened to the payment already, so somebody has to ask what followed.
    `reference` is the payment there, `method` what was paid with; `token` and `mandate` are those of a method that was
    saved.
    """

    risk: str = "normal"
    notice: DisputeNotice | None = None
    fee: int | None = 0
    available_in: int = 0
    reference: str | None = None
    method: Method | None = None
    token: str | None = None
    mandate: str | None = None
    settled: Settled | None = None
    fee_in: int = 60
    happened: bool = False


@dataclass(frozen=True, slots=True)
class Authorized:
    """The bank keeps the money ready for `lapses_in` seconds. With `may_grow` the authorization can be raised."""

    lapses_in: int
    may_grow: bool = False
    risk: str = "normal"


@dataclass(frozen=True, slots=True)
class AuthorizationExpired:
    """The authorization is there no longer, so nothing was taken."""


@dataclass(frozen=True, slots=True)
class Released:
    """The authorization is given up."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The payer pays at `url` until `expires_at` (Unix seconds); nobody has paid yet."""

    reference: str
    url: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The payer has not paid yet: look again after `again` seconds."""

    again: int


@dataclass(frozen=True, slots=True)
class Expired:
    """Nobody paid, and nobody can any more."""


@dataclass(frozen=True, slots=True)
class Declined:
    """No money moved, and why."""

    decline: Decline
    risk: str = "normal"


@dataclass(frozen=True, slots=True)
class ActionRequired:
    """No money moved yet: the holder has to agree first, or to tell what the deposits were that arrive at their account
    after `deposits_in` seconds."""

    deposits_in: int | None = None


@dataclass(frozen=True, slots=True)
class NotVerified:
    """The deposits were others, or none arrived: why, by Stripe's error code. `is_final`: it cannot be told again."""

    code: str
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Pending:
    """The bank was told to pay, and nobody knows yet whether it will: ask again after this many seconds."""

    again: int
    risk: str = "normal"


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Give back `amount` (minor units of `currency`) of the payment that was made for the key `charge` with the method
    `token`. `made_at`: Unix seconds."""

    amount: int
    currency: str
    charge: str
    token: str = ""
    made_at: int = 0


@dataclass(frozen=True, slots=True)
class Refunded:
    """The money goes back. Where it may still come to nothing, ask again after `again` seconds."""

    again: int | None = None


@dataclass(frozen=True, slots=True)
class RefundPending:
    """Nobody knows yet whether it goes back: ask again after this many seconds."""

    again: int


@dataclass(frozen=True, slots=True)
class RefundFailed:
    """It does not, and why: one of Stripe's failure reasons (platform.md §7.8)."""

    reason: str


@dataclass(frozen=True, slots=True)
class DisputeRequest:
    """Answer a dispute of the payment that was made for the key `charge`: with `evidence`, texts by name; or give it up
    (`accepts`). `made_at`: Unix seconds. `dispute` is what the processor calls it, None if it has not told."""

    charge: str
    evidence: dict[str, str]
    accepts: bool = False
    made_at: int = 0
    dispute: str | None = None


@dataclass(frozen=True, slots=True)
class UnderReview:
    """The bank has not decided yet: ask again after this many seconds."""

    again: int


@dataclass(frozen=True, slots=True)
class DisputeDecided:
    """The bank's decision on a dispute. An inquiry may be `escalated`: the money is taken back, and it can be
    answered anew."""

    verdict: Literal["won", "lost", "escalated"]


Outcome = Approved | Authorized | Declined | ActionRequired | NotVerified | Pending
CaptureOutcome = Approved | AuthorizationExpired
IncrementOutcome = Authorized | Declined
RefundOutcome = Refunded | RefundPending | RefundFailed
SetUpOutcome = Approved | Declined | ActionRequired | NotVerified
Verdict = UnderReview | DisputeDecided
BeginOutcome = Begun | Declined
LookOutcome = Outcome | Waiting | Expired
CancelOutcome = Released | Outcome
Request = (
    ChargeRequest | CaptureRequest | ReleaseRequest | IncrementRequest | RefundRequest | SetUpRequest | DisputeRequest
    | BeginRequest | LookRequest | CancelRequest | FollowRequest
)  # fmt: skip
Answer = Outcome | CaptureOutcome | Released | RefundOutcome | Verdict | Begun | Waiting | Expired | Followed

LOOK_SECONDS = 3_600
"""How often somebody looks at a session that no news tells of."""


def again(answer: Answer) -> int | None:
    """After how many seconds the same has to be asked once more; None where the answer is final."""
    if isinstance(answer, Begun):
        return LOOK_SECONDS
    if isinstance(answer, Waiting):
        return max(1, min(answer.again, LOOK_SECONDS))
    return answer.again if isinstance(answer, Pending | Refunded | RefundPending | UnderReview | Followed) else None


class Forged(Exception):
    """News that the processor did not sign, or that it signed long ago: nothing of them is believed."""


@dataclass(frozen=True, slots=True)
class News:
    """Something happened to what `references` name; `event_id` is what the processor calls the news themselves, and
    `type` what it says that happened, if it says it.

    They are verified, and never believed beyond the ids: the processor is asked what became of them. `follows`: they
    tell what followed a payment that may be settled. `pays_out`: they tell of a payout.
    """

    event_id: str
    references: tuple[str, ...]
    type: str = ""
    follows: bool = False
    pays_out: bool = False


class Processor(Protocol):
    """Somebody who moves money."""

    async def begin(self, key: str, request: BeginRequest) -> BeginOutcome:
        """Make what the payer pays on the processor's page, once for this key, however often it is asked.

        Raises ProcessorSilent.
        """
        ...

    async def look(self, key: str, request: LookRequest) -> LookOutcome:
        """What became of it. Always safe, and always the truth. Raises ProcessorSilent."""
        ...

    async def cancel(self, key: str, request: CancelRequest) -> CancelOutcome:
        """Withdraw it, or say what became of it if it was paid meanwhile. Raises ProcessorSilent."""
        ...

    async def charge(self, key: str, request: ChargeRequest) -> Outcome:
        """Take money once for this key; what came of it may change while it is `Pending`. Raises ProcessorSilent."""
        ...

    async def capture(self, key: str, request: CaptureRequest) -> CaptureOutcome:
        """Take authorized money once for this key, however often it is asked. Raises ProcessorSilent."""
        ...

    async def release(self, key: str, request: ReleaseRequest) -> Released:
        """Give up an authorization; one that is there no longer is given up. Raises ProcessorSilent."""
        ...

    async def increment(self, key: str, request: IncrementRequest) -> IncrementOutcome:
        """Raise an authorization once for this key, however often it is asked; declined, it stays as it was.

        Raises ProcessorSilent.
        """
        ...

    async def set_up(self, key: str, request: SetUpRequest) -> SetUpOutcome:
        """Ask the bank whether a method can be used later, without moving money. Raises ProcessorSilent."""
        ...

    async def refund(self, key: str, request: RefundRequest) -> RefundOutcome:
        """Give money back once for this key, however often it is asked; what came of it may change until the answer is
        final. Raises ProcessorSilent."""
        ...

    async def respond(self, key: str, request: DisputeRequest) -> Verdict:
        """Answer a dispute once for this key, however often it is asked. Raises ProcessorSilent."""
        ...


_KINDS: dict[str, type[Any]] = {
    "begin": BeginRequest,
    "cancel": CancelRequest,
    "capture": CaptureRequest,
    "charge": ChargeRequest,
    "dispute": DisputeRequest,
    "follow": FollowRequest,
    "increment": IncrementRequest,
    "look": LookRequest,
    "refund": RefundRequest,
    "release": ReleaseRequest,
    "set_up": SetUpRequest,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
# Names of fields in calls that earlier programs stored, and that may still be due.
_FORMER_NAMES = {"hold": "authorize_only"}


def stored(request: Request) -> Json:
    """A request as JSON, to be asked again after a crash."""
    return {"kind": _NAMES[type(request)]} | {
        name: getattr(request, name) for name in type(request).__dataclass_fields__
    }


def from_stored(asked: Json) -> Request:
    """The request that `stored` gave."""
    values = {_FORMER_NAMES.get(name, name): value for name, value in asked.items()}
    request: Request = _KINDS[values.pop("kind")](**values)
    return request


async def ask(processor: Processor, key: str, asked: Json) -> Answer:
    """Ask what `stored` wrote down. Raises ProcessorSilent."""
    match from_stored(asked):
        case ChargeRequest() as request:
            return await processor.charge(key, request)
        case CaptureRequest() as request:
            return await processor.capture(key, request)
        case ReleaseRequest() as request:
            return await processor.release(key, request)
        case IncrementRequest() as request:
            return await processor.increment(key, request)
        case SetUpRequest() as request:
            return await processor.set_up(key, request)
        case DisputeRequest() as request:
            return await processor.respond(key, request)
        case RefundRequest() as request:
            return await processor.refund(key, request)
        case BeginRequest() as request:
            return await processor.begin(key, request)
        case LookRequest() as request:
            return await processor.look(key, request)
        case CancelRequest() as request:
            return await processor.cancel(key, request)
        case FollowRequest() as request:
            if not isinstance(processor, Follower):
                raise ProcessorSilent("the processor does not tell what followed")
            return await processor.follow(key, request)
