"""What happens next, in words: the moments are those by which the worker acts (invoicing.md §4.2, §4.4, §4.6)."""

from typing import Any

import pytest
from tests.builders import DAY, NOON, a_draft

from billhook.account_settings.settings import AccountSettings
from billhook.dashboard.formatting import Formats
from billhook.dashboard.invoices.next_steps import next_steps
from billhook.invoices.objects import FinalizationError
from billhook.invoices.rules.due_steps import planned_steps

F = Formats("en", "UTC", NOON)
THEN = "Nov 23, 2026, 12:00 PM"


def told(account: dict[str, Any] | None = None, *, collects: bool = True, **given: Any) -> list[str]:
    """The sentences, with the plain blanks that a test can type."""
    settings = AccountSettings(**(account or {}))
    invoice = planned_steps(a_draft(**given), settings, now=NOON)
    return [one.replace("\u202f", " ") for one in next_steps(invoice, settings, F, collects=collects)]


SENT: dict[str, Any] = {"collection_method": "send_invoice"}
AT = NOON + DAY


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Nothing happens until you finalize it."),
        ({"automatically_finalizes_at": AT}, f"Finalized and charged on {THEN}."),
        ({"automatically_finalizes_at": AT, "collects": False}, f"Finalized on {THEN}."),
        ({"automatically_finalizes_at": AT, **SENT}, f"Finalized and sent on {THEN}."),
        ({"automatically_finalizes_at": AT, "account": {"mail_finalized": False}, **SENT}, f"Finalized on {THEN}."),
        ({"automatically_finalizes_at": NOON - 5, **SENT}, "Finalized and sent in a moment."),
        (
            {"automatically_finalizes_at": AT, "webhooks_delivered_at": None, **SENT},
            f"Finalized and sent on {THEN}, if every webhook endpoint has heard of it by then.",
        ),
        (
            {"automatically_finalizes_at": NOON + 3 * DAY, "webhooks_delivered_at": None, "created": NOON, **SENT},
            "Finalized and sent on Nov 25, 2026, 12:00 PM at the latest: it waits for webhooks.",
        ),
        (
            {"automatically_finalizes_at": AT, "webhooks_delivered_at": None, "finalizes_as_given": True, **SENT},
            f"Finalized and sent on {THEN}.",
        ),
        (
            {"last_finalization_error": FinalizationError("The customer has no e-mail.", "invalid_request_error")},
            "It could not be finalized by itself: The customer has no e-mail.",
        ),
    ],
)
def test_of_a_draft(given: dict[str, Any], sentence: str) -> None:
    assert told(**given) == [sentence]


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        ({}, ["Nothing happens by itself."]),
        ({"next_payment_attempt": AT, "auto_advance": True}, [f"Charged on {THEN}."]),
        ({"next_payment_attempt": AT, "auto_advance": True, "attempt_count": 2}, [f"Charged again on {THEN}."]),
        ({"next_payment_attempt": AT, "auto_advance": False}, ["Nothing happens by itself."]),
        ({"due_date": AT, **SENT}, [f"Past due on {THEN}, unless it is paid."]),
        (
            {"due_date": AT + DAY, "account": {"will_be_due_days": 1}, **SENT},
            [
                f"Your programs are told that it will be due on {THEN}.",
                "Past due on Nov 24, 2026, 12:00 PM, unless it is paid.",
            ],
        ),
        (
            {
                "due_date": AT,
                "next_payment_attempt": AT + 2 * DAY,
                "auto_advance": True,
                "attempt_count": 1,
                "account": {"will_be_due_days": 3, "overdue_days": 1, "overdue_uncollectible_days": 30},
                **SENT,
            },
            [
                f"Past due on {THEN}, unless it is paid.",
                "Your programs are told that it is overdue on Nov 24, 2026, 12:00 PM.",
                "Charged again on Nov 25, 2026, 12:00 PM.",
                "Marked uncollectible on Dec 23, 2026, 12:00 PM, unless it is paid.",
            ],
        ),
        (
            {"due_date": NOON - DAY, "due_steps": ["past_due"], "account": {"overdue_days": 2}, **SENT},
            [f"Your programs are told that it is overdue on {THEN}."],
        ),
        (
            {"due_date": NOON - DAY, "due_steps": ["past_due"], "account": {"overdue_uncollectible_days": 2}, **SENT},
            [f"Marked uncollectible on {THEN}, unless it is paid."],
        ),
        ({"due_date": NOON - DAY, "due_steps": ["past_due"], **SENT}, ["Nothing happens by itself."]),
    ],
)
def test_of_an_open_one(given: dict[str, Any], sentences: list[str]) -> None:
    assert told(status="open", **given) == sentences


def test_of_one_that_has_ended() -> None:
    assert told(status="paid") == told(status="void") == []
    assert told(status="uncollectible") == ["Nothing happens by itself. It can still be paid."]
