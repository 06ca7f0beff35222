"""How a dispute here comes to be where the processor says that it is: by the steps of its own table."""

from dataclasses import replace
from typing import Literal

import pytest

from billhook.disputes.objects import Dispute
from billhook.disputes.rules.lifecycle import (
    ENDED,
    LOST,
    NEEDS_RESPONSE,
    STATUSES,
    UNDER_REVIEW,
    WARNING_CLOSED,
    WARNING_NEEDS_RESPONSE,
    WARNING_UNDER_REVIEW,
    WON,
    judged,
    next_step,
    says_too_little,
    start_of,
)
from billhook.processors.interface import DisputeDecided, UnderReview

NOW = 1_900_000_000
UPDATED, WITHDRAWN = "charge.dispute.updated", "charge.dispute.funds_withdrawn"
REINSTATED, CLOSED = "charge.dispute.funds_reinstated", "charge.dispute.closed"


def a_dispute(status: str) -> Dispute:
    return Dispute(
        "du_1", NOW, "ch_1", "pi_1", 1_000, "usd", status, "fraudulent", "10.4", {"type": "paypal"}, reference="dp_1"
    )


def way(status: str, told: str) -> tuple[str, list[str], bool | None]:
    """Where a dispute ends, with the events on the way, and whether the bank has the money by it (None: as before)."""
    dispute, events, has = a_dispute(status), [], None
    while (step := next_step(dispute, told, now=NOW)) is not None:
        assert step.dispute.status != dispute.status
        dispute, events = step.dispute, [*events, *step.events]
        has = has if step.charged_back is None else step.charged_back
    return dispute.status, events, has


@pytest.mark.parametrize("status", STATUSES)
def test_nothing_follows_from_what_is_known(status: str) -> None:
    assert way(status, status) == (status, [], None)


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("told", STATUSES)
def test_what_ended_stays(status: str, told: str) -> None:
    assert way(status, told) == (status, [], None)


@pytest.mark.parametrize(
    ("status", "told", "events", "has"),
    [
        (NEEDS_RESPONSE, UNDER_REVIEW, [UPDATED], None),
        (NEEDS_RESPONSE, WON, [UPDATED, REINSTATED, CLOSED], False),
        (NEEDS_RESPONSE, LOST, [CLOSED], None),
        (UNDER_REVIEW, WON, [REINSTATED, CLOSED], False),
        (UNDER_REVIEW, LOST, [CLOSED], None),
        (WARNING_NEEDS_RESPONSE, WARNING_UNDER_REVIEW, [UPDATED], None),
        (WARNING_NEEDS_RESPONSE, WARNING_CLOSED, [CLOSED], None),
        (WARNING_NEEDS_RESPONSE, NEEDS_RESPONSE, [UPDATED, UPDATED, WITHDRAWN], True),
        (WARNING_UNDER_REVIEW, WARNING_CLOSED, [CLOSED], None),
        (WARNING_UNDER_REVIEW, NEEDS_RESPONSE, [UPDATED, WITHDRAWN], True),
        (WARNING_UNDER_REVIEW, LOST, [UPDATED, WITHDRAWN, CLOSED], True),
        (WARNING_UNDER_REVIEW, WON, [UPDATED, WITHDRAWN, UPDATED, REINSTATED, CLOSED], False),
    ],
)
def test_it_goes_where_it_is_told(status: str, told: str, events: list[str], has: bool | None) -> None:
    assert way(status, told) == (told, events, has)


# What a bank's word comes to by itself, with the events; all else changes nothing.
JUDGED = {
    (UNDER_REVIEW, "won"): (WON, (REINSTATED, CLOSED), False),
    (UNDER_REVIEW, "lost"): (LOST, (CLOSED,), None),
    (WARNING_UNDER_REVIEW, "won"): (WARNING_CLOSED, (CLOSED,), None),
    (WARNING_UNDER_REVIEW, "lost"): (WARNING_CLOSED, (CLOSED,), None),
    (WARNING_UNDER_REVIEW, "escalated"): (NEEDS_RESPONSE, (UPDATED, WITHDRAWN), True),
}  # fmt: skip


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("verdict", ["won", "lost", "escalated"])
def test_every_word_of_a_bank(status: str, verdict: Literal["won", "lost", "escalated"]) -> None:
    step = judged(a_dispute(status), DisputeDecided(verdict), now=NOW)
    expected = JUDGED.get((status, verdict), (status, (), None))
    assert (step.dispute.status, step.events, step.charged_back) == expected


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("verdict", ["won", "lost", "escalated"])
def test_the_whole_is_asked_for(status: str, verdict: Literal["won", "lost", "escalated"]) -> None:
    """A chargeback under review that is won or lost is plain; of what ended, nothing more is to be known."""
    is_plain = status in ENDED or (status == UNDER_REVIEW and verdict != "escalated")
    assert says_too_little(a_dispute(status), DisputeDecided(verdict)) is not is_plain
    assert not says_too_little(a_dispute(status), UnderReview(60))


@pytest.mark.parametrize("status", [WARNING_NEEDS_RESPONSE, WARNING_UNDER_REVIEW])
def test_an_inquiry_that_was_lost_takes_the_money(status: str) -> None:
    ended, events, has = way(status, LOST)
    assert (ended, events.count(WITHDRAWN), has) == (LOST, 1, True)


def test_an_answer_on_its_way_is_not_taken_back() -> None:
    assert way(UNDER_REVIEW, NEEDS_RESPONSE) == (UNDER_REVIEW, [], None)


def test_an_inquiry_about_a_card_becomes_a_chargeback() -> None:
    asked = replace(a_dispute(WARNING_UNDER_REVIEW), payment_method_details={"type": "card", "card": {"brand": "visa"}})
    step = next_step(asked, NEEDS_RESPONSE, now=NOW)
    assert step is not None
    assert step.dispute.payment_method_details["card"]["case_type"] == "chargeback"


@pytest.mark.parametrize("told", STATUSES)
def test_how_it_starts(told: str) -> None:
    expected = "inquire" if told.startswith("warning") else "charge_back"
    assert start_of(told, is_final=False) == expected
    assert start_of(LOST, is_final=True) == "return"
