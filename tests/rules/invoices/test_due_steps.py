"""What happens around a due date, and when (invoicing.md §4.6)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import DAY, NOON, a_draft

from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.due_steps import held, moments, planned_steps, steps_due

DUE = NOON + 30 * DAY
ALL = AccountSettings(will_be_due_days=7, overdue_days=3, overdue_uncollectible_days=60)
NONE = AccountSettings()


def sent(**given: object) -> Invoice:
    return a_draft(**{"status": "open", "due_date": DUE, "finalized_at": NOON} | given)


def lived(invoice: Invoice, account: AccountSettings) -> list[tuple[str, int]]:
    """Every step of an invoice that is never paid, with its moment."""
    now = invoice.finalized_at or 0
    taken: list[tuple[str, int]] = []
    invoice = planned_steps(invoice, account, now=now)
    while invoice.next_due_step_at is not None:
        now = max(now, invoice.next_due_step_at)
        steps = steps_due(invoice, account, now=now)
        assert steps, "it was woken for nothing, and would be again"
        taken += [(step, now) for step in steps]
        invoice = planned_steps(replace(invoice, due_steps=[*invoice.due_steps, *steps]), account, now=now)
    return taken


def test_all_of_them() -> None:
    assert lived(sent(), ALL) == [
        ("will_be_due", DUE - 7 * DAY), ("past_due", DUE), ("overdue", DUE + 3 * DAY), ("write_off", DUE + 60 * DAY),
    ]  # fmt: skip


def test_only_the_due_date_itself_matters_unless_asked_otherwise() -> None:
    assert lived(sent(), NONE) == [("past_due", DUE)]


@pytest.mark.parametrize("finalized_at", [DUE - 7 * DAY, DUE - DAY, DUE])
def test_that_it_will_be_due_is_not_told_late(finalized_at: int) -> None:
    assert [step for step, _ in lived(sent(finalized_at=finalized_at), ALL)] == ["past_due", "overdue", "write_off"]


def test_what_is_due_at_once_is_late_at_once() -> None:
    assert lived(sent(due_date=NOON), NONE) == [("past_due", NOON)]


@pytest.mark.parametrize(
    "given",
    [{"due_date": None}, {"status": "paid"}, {"status": "void"}, {"status": "uncollectible"}, {"status": "draft"}],
)
def test_what_has_no_steps(given: dict[str, object]) -> None:
    assert planned_steps(sent(**given), ALL, now=NOON).next_due_step_at is None


def test_a_server_that_slept_makes_up_for_all_but_the_notice() -> None:
    assert steps_due(sent(), ALL, now=DUE + 90 * DAY) == ["past_due", "overdue", "write_off"]


days = st.integers(0, 365)


@given(days, days, days, st.integers(NOON, DUE + 10 * DAY), st.integers(0, 500 * DAY))
def test_every_step_once_and_none_before_its_moment(
    before: int, after: int, lost: int, finalized_at: int, settings_changed_after: int
) -> None:
    account = AccountSettings(will_be_due_days=before, overdue_days=after, overdue_uncollectible_days=lost)
    invoice = sent(finalized_at=finalized_at)
    # The first steps are taken by other settings: whatever they left behind, nothing is woken for nothing for ever.
    moment = finalized_at + settings_changed_after
    steps = steps_due(invoice, NONE, now=moment)
    invoice = replace(invoice, due_steps=steps)
    now = moment
    taken = list(steps)
    invoice = planned_steps(invoice, account, now=now)
    for _ in range(5):
        if invoice.next_due_step_at is None:
            break
        now = max(now, invoice.next_due_step_at)
        steps = steps_due(invoice, account, now=now)
        assert steps
        assert all(moments(invoice, account)[step] <= now for step in steps)
        taken += steps
        invoice = planned_steps(replace(invoice, due_steps=[*invoice.due_steps, *steps]), account, now=now)
    assert invoice.next_due_step_at is None
    assert len(taken) == len(set(taken))
    assert "past_due" in taken


def test_days_are_those_of_the_account_s_time_zone() -> None:
    """Due at the end of 26 March 2027 in Berlin, where the clocks go forward two days later."""
    due = 1_806_101_999  # 2027-03-26 23:59:59 +01:00
    account = AccountSettings(time_zone="Europe/Berlin", overdue_days=3)
    assert moments(sent(due_date=due), account)["overdue"] == due + 3 * DAY - 3_600


_STEPS = ["will_be_due", "reminder:0", "past_due", "overdue", "late_fee:1", "write_off"]


@pytest.mark.parametrize(
    ("in_flight", "attached", "waiting"),
    [
        (False, False, []),
        (True, False, ["reminder:0", "late_fee:1", "write_off"]),
        (True, True, ["reminder:0", "late_fee:1", "write_off"]),
        # Nobody may ever begin it: the customer is reminded all the same.
        (False, True, ["late_fee:1", "write_off"]),
    ],
)
def test_what_waits_while_money_may_be_on_its_way(in_flight: bool, attached: bool, waiting: list[str]) -> None:
    assert held(_STEPS, in_flight=in_flight, attached=attached) == waiting
