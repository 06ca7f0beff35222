"""The life of a dispute: a table of what may be done when, and what becomes of it (platform.md §7.8)."""

from dataclasses import dataclass, replace

from billhook.disputes.objects import Dispute
from billhook.kernel import errors
from billhook.processors.interface import Judged, Objection, Verdict

NEEDS_RESPONSE, UNDER_REVIEW, WON, LOST = "needs_response", "under_review", "won", "lost"
WARNING_NEEDS_RESPONSE, WARNING_UNDER_REVIEW, WARNING_CLOSED = (
    "warning_needs_response", "warning_under_review", "warning_closed",
)  # fmt: skip

ENDED = (WON, LOST, WARNING_CLOSED)
UNANSWERED = (NEEDS_RESPONSE, WARNING_NEEDS_RESPONSE)
_ANSWERED = {NEEDS_RESPONSE: UNDER_REVIEW, WARNING_NEEDS_RESPONSE: WARNING_UNDER_REVIEW}

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


def opened(objection: Objection, dispute: Dispute, *, now: int) -> Step:
    """A new dispute. A bank takes the money back at once, unless it only inquires; some let nobody answer."""
    created, withdrawn = "charge.dispute.created", "charge.dispute.funds_withdrawn"
    if objection.kind == "inquiry":
        asked = replace(dispute, status=WARNING_NEEDS_RESPONSE, due_by=answer_by(now))
        return Step(asked, (created,))
    if objection.is_final:
        return Step(replace(dispute, status=LOST), (created, withdrawn, "charge.dispute.closed"), charged_back=True)
    return Step(replace(dispute, status=NEEDS_RESPONSE, due_by=answer_by(now)), (created, withdrawn), charged_back=True)


def answer_by(now: int) -> int:
    """Until when a dispute can be answered: the end of the eighth day, in UTC."""
    return (now // _DAY_SECONDS + _DAYS_TO_ANSWER + 1) * _DAY_SECONDS - 1


def check_open(dispute: Dispute) -> None:
    """Raises DISPUTE_CLOSED."""
    if dispute.status in ENDED:
        raise errors.DISPUTE_CLOSED()


def answered(dispute: Dispute) -> Dispute:
    """The dispute while the bank looks at the answer. Raises DISPUTE_CLOSED, DISPUTE_ANSWERED."""
    check_open(dispute)
    if dispute.status not in UNANSWERED:
        raise errors.DISPUTE_ANSWERED()
    return replace(dispute, status=_ANSWERED[dispute.status])


def judged(dispute: Dispute, outcome: Verdict, *, now: int) -> Step:
    """The dispute after what the bank said; an ended one stays as it is."""
    if not isinstance(outcome, Judged) or dispute.status in ENDED:
        return Step(dispute, ())
    is_inquiry = dispute.status in (WARNING_NEEDS_RESPONSE, WARNING_UNDER_REVIEW)
    if is_inquiry and outcome.verdict == "escalated":
        details = dispute.payment_method_details
        card = {**details["card"], "case_type": "chargeback"}
        again = replace(
            dispute, status=NEEDS_RESPONSE, due_by=answer_by(now), payment_method_details={**details, "card": card}
        )
        return Step(again, ("charge.dispute.updated", "charge.dispute.funds_withdrawn"), charged_back=True)
    if is_inquiry:
        return Step(replace(dispute, status=WARNING_CLOSED), ("charge.dispute.closed",))
    if outcome.verdict == "won":
        won = ("charge.dispute.funds_reinstated", "charge.dispute.closed")
        return Step(replace(dispute, status=WON), won, charged_back=False)
    return Step(replace(dispute, status=LOST), ("charge.dispute.closed",))


def expired(dispute: Dispute) -> Step:
    """The dispute after nobody answered in time; one that was answered meanwhile stays as it is."""
    if dispute.status not in UNANSWERED:
        return Step(dispute, ())
    ended = LOST if dispute.status == NEEDS_RESPONSE else WARNING_CLOSED
    return Step(replace(dispute, status=ended), ("charge.dispute.closed",))
