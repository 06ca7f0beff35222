"""Reminders of an unpaid invoice: their days, their moments, and which of them are mailed (invoicing.md §5)."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import DAY, NOON, a_draft

from billhook.account_settings import reminder_days
from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.due_steps import is_reminded, planned_steps, steps_due
from billhook.invoices.rules.letters import REMINDER_BEFORE, REMINDER_DUE, REMINDER_OVERDUE
from billhook.invoices.rules.reminding import days_of, gets_reminders, is_reminder, kind_of_reminder, reminders

HOUR = 3_600
DUE = NOON + 30 * DAY
NINE = DUE - 3 * HOUR
THREE = AccountSettings(reminder_days="-3, 0, 7")


def sent(**given: object) -> Invoice:
    terms = {"status": "open", "due_date": DUE, "finalized_at": NOON, "collection_method": "send_invoice"}
    return a_draft(**terms | given)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", ()),
        ("  ", ()),
        ("0", (0,)),
        ("7, -3,0", (-3, 0, 7)),
        ("+14", (14,)),
        ("-365, 365", (-365, 365)),
        ("1,2,3,4,5,6,7,8,9,10", tuple(range(1, 11))),
    ],
)
def test_a_list_of_days(text: str, days: tuple[int, ...]) -> None:
    assert reminder_days.parsed(text) == days


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("soon", "'soon' is not one"),
        ("-3,,7", "'' is not one"),
        ("366", "'366' is not one"),
        ("1.5", "'1.5' is not one"),
        ("--3", "'--3' is not one"),
        ("\u0663", "is not one"),
        ("7, +7", "must name each day once"),
        ("1,2,3,4,5,6,7,8,9,10,11", "must name no more than 10 days"),
    ],
)
def test_what_is_no_list_of_days(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="must") as error:
        reminder_days.parsed(text)
    assert sentence in str(error.value)


def test_they_leave_at_nine_of_their_days() -> None:
    assert reminders(DUE, (-3, 0, 7), "UTC") == {
        "reminder:-3": NINE - 3 * DAY, "reminder:0": NINE, "reminder:7": NINE + 7 * DAY,
    }  # fmt: skip


def test_nine_is_nine_before_and_after_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    due = int(datetime(2027, 3, 28, 15, tzinfo=berlin).timestamp())
    found = reminders(due, (-1, 0, 1), "Europe/Berlin").values()
    assert [datetime.fromtimestamp(at, berlin) for at in found] == [
        datetime(2027, 3, day, 9, tzinfo=berlin) for day in (27, 28, 29)
    ]
    assert [later - earlier for earlier, later in zip(found, list(found)[1:], strict=False)] == [23 * HOUR, DAY]


@pytest.mark.parametrize(
    ("days", "kind"), [(-3, REMINDER_BEFORE), (-1, REMINDER_BEFORE), (0, REMINDER_DUE), (1, REMINDER_OVERDUE)]
)
def test_the_mail_says_whether_it_is_late(days: int, kind: str) -> None:
    assert kind_of_reminder(days) == kind


@pytest.mark.parametrize(
    ("given", "gets"),
    [
        ({}, True),
        ({"auto_advance": False}, False),
        ({"collection_method": "charge_automatically"}, False),
    ],
)
def test_who_is_reminded(given: dict[str, object], gets: bool) -> None:
    assert gets_reminders(sent(**{"auto_advance": True} | given)) is gets


def test_one_that_was_over_at_finalization_is_none() -> None:
    invoice = planned_steps(sent(finalized_at=NINE - 3 * DAY), THREE, now=NINE - 3 * DAY)
    assert invoice.next_due_step_at == NINE
    assert steps_due(invoice, THREE, now=NINE) == ["reminder:0"]


def test_a_server_that_slept_over_all_of_them_sends_one() -> None:
    steps = steps_due(sent(), THREE, now=DUE + 90 * DAY)
    assert steps == ["reminder:-3", "reminder:0", "past_due", "reminder:7"]
    assert is_reminded(steps)


@pytest.mark.parametrize(
    ("steps", "reminded"),
    [
        ([], False),
        (["past_due", "overdue"], False),
        (["reminder:0"], True),
        (["past_due", "reminder:7", "reminder:14"], True),
        (["reminder:60", "write_off"], False),
    ],
)
def test_nobody_is_reminded_of_what_is_written_off(steps: list[str], reminded: bool) -> None:
    assert is_reminded(steps) is reminded


_days = st.lists(st.integers(-60, 60), unique=True, max_size=6)


@given(_days, st.integers(0, 60), st.integers(0, 120 * DAY))
def test_each_once_never_early_and_at_most_once_a_day(days: list[int], overdue: int, slept_until: int) -> None:
    account = AccountSettings(reminder_days=",".join(map(str, days)), overdue_days=overdue)
    now = NOON
    invoice = planned_steps(sent(), account, now=now)
    mailed: list[int] = []
    reminded: list[int] = []
    while invoice.next_due_step_at is not None:
        now = max(invoice.next_due_step_at, NOON + slept_until)
        steps = steps_due(invoice, account, now=now)
        assert steps, "it was woken for nothing, and would be again"
        taken = [days_of(step) for step in steps if is_reminder(step)]
        assert all(NINE + each * DAY <= now for each in taken)
        reminded += taken
        if is_reminded(steps):
            mailed.append(now)
        invoice = planned_steps(replace(invoice, due_steps=[*invoice.due_steps, *steps]), account, now=now)
    assert sorted(reminded) == sorted(each for each in days if NINE + each * DAY > NOON)
    assert len(mailed) == len({moment // DAY for moment in mailed})
