"""The life of a dispute: one table of transitions, and what each of them brings (platform.md §7.8)."""

from dataclasses import dataclass
from typing import Literal

from billhook.disputes.objects import Dispute
from billhook.kernel import errors
from billhook.kernel.lifecycle import STAYS, Lifecycle, row
from billhook.kernel.replacing import replace
from billhook.processors.interface import DisputeDecided, DisputeNotice, Verdict

STATUSES = (
    WARNING_NEEDS_RESPONSE, WARNING_UNDER_REVIEW, WARNING_CLOSED, NEEDS_RESPONSE, UNDER_REVIEW, WON, LOST,
) = (
    "warning_needs_response", "warning_under_review", "warning_closed", "needs_response", "under_review", "won", "lost",
)  # fmt: skip

UNANSWERED = (WARNING_NEEDS_RESPONSE, NEEDS_RESPONSE)
ENDED = (WARNING_CLOSED, WON, LOST)
HELD = (NEEDS_RESPONSE, UNDER_REVIEW, LOST)
"""The bank has the money."""
CHARGED_BACK = (*HELD, WON)
"""The bank took the money, even if it gave it back since."""

_OPEN = (*UNANSWERED, WARNING_UNDER_REVIEW, UNDER_REVIEW)
_CLOSED = errors.DISPUTE_CLOSED

DISPUTE = Lifecycle("dispute", STATUSES, starts={
    "inquire":     WARNING_NEEDS_RESPONSE,
    "charge_back": NEEDS_RESPONSE,
    "return":      LOST,  # nobody may answer
}, transitions={
    # asked for         from                    to              refused elsewhere with
    "update":       row(_OPEN,                  STAYS,          otherwise=_CLOSED),
    "answer":       row({NEEDS_RESPONSE},       UNDER_REVIEW,   won=_CLOSED, lost=_CLOSED, warning_closed=_CLOSED,
                                                                otherwise=errors.DISPUTE_ANSWERED,
                        also={WARNING_NEEDS_RESPONSE: WARNING_UNDER_REVIEW}),
    # nobody answered in time
    "expire":       row({NEEDS_RESPONSE},       LOST,
                        also={WARNING_NEEDS_RESPONSE: WARNING_CLOSED}),
    # judgement of the bank
    "win":          row({UNDER_REVIEW},         WON),
    "lose":         row({UNDER_REVIEW},         LOST),
    "drop_inquiry": row({WARNING_UNDER_REVIEW}, WARNING_CLOSED),
    "escalate":     row({WARNING_UNDER_REVIEW}, NEEDS_RESPONSE),
})  # fmt: skip

_DAY_SECONDS = 86_400
_DAYS_TO_ANSWER = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A dispute after something happened, and the events that tell of it. `charged_back` is whether the bank has the
    money from now on; None where that stays as it was.
    """

    dispute: Dispute
    events: tuple[str, ...]
    charged_back: bool | None = None


def opens_by(notice: DisputeNotice) -> str:
    """How a dispute starts, by what somebody has against a payment; some let nobody answer."""
    if notice.kind == "inquiry":
        return "inquire"
    return "return" if notice.is_final else "charge_back"


def opened(dispute: Dispute, *, now: int) -> Step:
    """A new dispute. A bank takes the money back at once, unless it only inquires."""
    created, withdrawn = "charge.dispute.created", "charge.dispute.funds_withdrawn"
    if dispute.status == LOST:
        return Step(dispute, (created, withdrawn, "charge.dispute.closed"), charged_back=True)
    asked = replace(dispute, due_by=answer_by(now))
    if dispute.status == WARNING_NEEDS_RESPONSE:
        return Step(asked, (created,))
    return Step(asked, (created, withdrawn), charged_back=True)


def answer_by(now: int) -> int:
    """Until when a dispute can be answered: the end of the eighth day, in UTC."""
    return (now // _DAY_SECONDS + _DAYS_TO_ANSWER + 1) * _DAY_SECONDS - 1


def answered(dispute: Dispute) -> Dispute:
    """The dispute while the bank looks at the answer. Raises DISPUTE_CLOSED, DISPUTE_ANSWERED."""
    return replace(dispute, status=DISPUTE.after("answer", dispute.status))


def judged(dispute: Dispute, outcome: Verdict, *, now: int) -> Step:
    """The dispute after what the bank said. One that is not under review stays as it is, and only an inquiry can be
    escalated."""
    is_inquiry = dispute.status == WARNING_UNDER_REVIEW
    if not isinstance(outcome, DisputeDecided) or not (is_inquiry or dispute.status == UNDER_REVIEW):
        return Step(dispute, ())
    if outcome.verdict == "escalated":
        if not is_inquiry:
            return Step(dispute, ())
        details = dispute.payment_method_details
        if "card" in details:
            details = {**details, "card": {**details["card"], "case_type": "chargeback"}}
        again = replace(
            dispute, status=DISPUTE.after("escalate", dispute.status), due_by=answer_by(now),
            payment_method_details=details,
        )  # fmt: skip
        return Step(again, ("charge.dispute.updated", "charge.dispute.funds_withdrawn"), charged_back=True)
    if is_inquiry:
        closed = replace(dispute, status=DISPUTE.after("drop_inquiry", dispute.status))
        return Step(closed, ("charge.dispute.closed",))
    if outcome.verdict == "won":
        won = replace(dispute, status=DISPUTE.after("win", dispute.status))
        return Step(won, ("charge.dispute.funds_reinstated", "charge.dispute.closed"), charged_back=False)
    return Step(replace(dispute, status=DISPUTE.after("lose", dispute.status)), ("charge.dispute.closed",))


def expired(dispute: Dispute) -> Step:
    """The dispute after nobody answered in time; one that was answered meanwhile stays as it is."""
    if dispute.status not in UNANSWERED:
        return Step(dispute, ())
    return Step(replace(dispute, status=DISPUTE.after("expire", dispute.status)), ("charge.dispute.closed",))


def says_too_little(dispute: Dispute, outcome: Verdict) -> bool:
    """Whether the bank's decision on a dispute says too little by itself: the fee of an inquiry that became a
    chargeback, or how it came to be where it is. Whoever can ask for the whole truth does so."""
    if not isinstance(outcome, DisputeDecided) or dispute.status in ENDED:
        return False
    return dispute.status != UNDER_REVIEW or outcome.verdict == "escalated"


# The next step from a status to another that the processor tells of. Whoever comes late sees only the last one.
_ANSWERED, _EXPIRED, _ESCALATED, _WON, _LOST = "answer", "expire", "escalate", "won", "lost"
_AFTER_AN_INQUIRY = (NEEDS_RESPONSE, UNDER_REVIEW, WON, LOST)
_WAYS = {
    (WARNING_NEEDS_RESPONSE, WARNING_UNDER_REVIEW): _ANSWERED,
    (WARNING_NEEDS_RESPONSE, WARNING_CLOSED): _EXPIRED,
    **{(WARNING_NEEDS_RESPONSE, told): _ANSWERED for told in _AFTER_AN_INQUIRY},
    (WARNING_UNDER_REVIEW, WARNING_CLOSED): _WON,
    **{(WARNING_UNDER_REVIEW, told): _ESCALATED for told in _AFTER_AN_INQUIRY},
    (NEEDS_RESPONSE, UNDER_REVIEW): _ANSWERED,
    (NEEDS_RESPONSE, WON): _ANSWERED,
    (NEEDS_RESPONSE, LOST): _EXPIRED,
    (UNDER_REVIEW, WON): _WON,
    (UNDER_REVIEW, LOST): _LOST,
}  # fmt: skip


def start_of(told: str, *, is_final: bool) -> str:
    """How a dispute starts that the processor tells of with the status `told`; some let nobody answer."""
    if told in (WARNING_NEEDS_RESPONSE, WARNING_UNDER_REVIEW, WARNING_CLOSED):
        return "inquire"
    return "return" if is_final else "charge_back"


def next_step(dispute: Dispute, told: str, *, now: int) -> Step | None:
    """One step of a dispute towards the status `told`; None if it is there, or if none leads there: an ended dispute
    stays as it ended, and what is under review here may still be open there while an answer is on its way."""
    way = _WAYS.get((dispute.status, told))
    if way is None:
        return None
    if way == _ANSWERED:
        return Step(answered(dispute), ("charge.dispute.updated",))
    if way == _EXPIRED:
        return expired(dispute)
    verdict: Literal["won", "lost", "escalated"] = (
        "escalated" if way == _ESCALATED else "won" if way == _WON else "lost"
    )
    return judged(dispute, DisputeDecided(verdict), now=now)
