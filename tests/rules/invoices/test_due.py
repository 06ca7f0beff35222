"""When an invoice is due, and when it finalizes by itself (invoicing.md §3.4, §4.3)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import DAY, NOON

from billhook.invoices.rules.due import due_date, finalizes_at
from billhook.kernel.errors import ApiError

HOUR = 3600


@pytest.mark.parametrize(
    ("method", "days", "given_date", "due"),
    [
        ("charge_automatically", None, None, None),
        ("send_invoice", 0, None, NOON),
        ("send_invoice", 30, None, 1_797_940_800),
        ("send_invoice", None, NOON + 5 * DAY, NOON + 5 * DAY),
    ],
    ids=["charged automatically: no due date", "due on receipt", "net 30", "on a given day"],
)
def test_due_date(method: str, days: int | None, given_date: int | None, due: int | None) -> None:
    # Three hours after its creation: days count from the creation all the same.
    assert due_date(method, created=NOON, now=NOON + 3 * HOUR, days_until_due=days, given=given_date) == due


REQUIRED = "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'."
FORBIDDEN = "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'."


@pytest.mark.parametrize(
    ("method", "days", "given_date", "message", "param"),
    [
        ("send_invoice", None, None, REQUIRED, None),
        ("charge_automatically", 30, None, FORBIDDEN, None),
        ("charge_automatically", None, NOON + DAY, FORBIDDEN, None),
        ("charge_automatically", 30, NOON + DAY, FORBIDDEN, None),
        ("send_invoice", None, NOON - 1, "Invalid due_date: must be in the future.", "due_date"),
        (
            "send_invoice", 30, NOON + DAY,
            "You may only specify one of these parameters: days_until_due, due_date.", "due_date",
        ),
    ],
)  # fmt: skip
def test_due_dates_that_cannot_be(
    method: str, days: int | None, given_date: int | None, message: str, param: str | None
) -> None:
    with pytest.raises(ApiError) as refusal:
        due_date(method, created=NOON, now=NOON, days_until_due=days, given=given_date)
    assert (refusal.value.message, refusal.value.param) == (message, param)


@given(st.integers(0, 36_500), st.integers(0, 10 * DAY))
def test_days_count_from_the_creation_whenever_they_are_given(days: int, later: int) -> None:
    due = due_date("send_invoice", created=NOON, now=NOON + later, days_until_due=days, given=None)
    assert due is not None
    assert due - NOON == days * 86_400


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ({"auto_advance": False}, None),
        ({"auto_advance": True}, NOON + HOUR),
        ({"auto_advance": True, "grace_seconds": 72 * HOUR}, NOON + 72 * HOUR),
        ({"auto_advance": True, "grace_seconds": 0}, NOON),
        ({"auto_advance": True, "given": NOON + 9 * HOUR}, NOON + 9 * HOUR),
    ],
    ids=["never", "an hour after its creation", "the account waits longer", "at once", "at a given moment"],
)
def test_finalizes_at(words: dict[str, Any], moment: int | None) -> None:
    facts: dict[str, Any] = {"created": NOON, "now": NOON + 60, "grace_seconds": HOUR, "given": None}
    assert finalizes_at(**{**facts, **words}) == moment


@pytest.mark.parametrize(
    ("auto_advance", "moment", "allowed"),
    [
        (False, NOON + HOUR, False),
        (True, NOON, False),
        (True, NOON - HOUR, False),
        (True, NOON + 1, True),
        (True, NOON + 5 * 365 * DAY, True),
        (True, NOON + 6 * 366 * DAY, False),
    ],
    ids=["without auto_advance", "now", "past", "in a second", "in five years", "in six years"],
)
def test_moments_that_may_be_given(auto_advance: bool, moment: int, allowed: bool) -> None:
    def ask() -> int | None:
        return finalizes_at(auto_advance=auto_advance, created=NOON, now=NOON, grace_seconds=HOUR, given=moment)

    if allowed:
        assert ask() == moment
    else:
        with pytest.raises(ApiError) as refusal:
            ask()
        assert refusal.value.param == "automatically_finalizes_at"
