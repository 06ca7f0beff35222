"""When a late invoice costs a fee, and how much (docs/guide/invoice-life.md)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import DAY, NOON, a_draft
from tests.rules.invoices.test_due_steps import DUE, lived, sent

from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.due_steps import costs_a_fee, steps_due
from billhook.invoices.rules.late_fees import fee_of, moments, term_days

MONTHLY = AccountSettings(late_fee_percent="1", late_fee_days=14, late_fee_times=3)


def owed(amount: int, currency: str, paid: int = 0) -> Invoice:
    return sent(amount_due=amount, amount_paid=paid, currency=currency)


def at(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, 12, tzinfo=UTC).timestamp())


def test_the_first_comes_after_so_many_days_and_the_others_a_month_apart() -> None:
    """NOON is 22 November 2026, so the invoice is due on 22 December and costs its first fee on 5 January."""
    assert lived(sent(), MONTHLY) == [
        ("past_due", DUE),
        ("late_fee:1", at(2027, 1, 5)),
        ("late_fee:2", at(2027, 2, 5)),
        ("late_fee:3", at(2027, 3, 5)),
    ]


def test_a_month_that_is_shorter_has_its_fee_on_its_last_day_and_the_next_one_has_it_as_before() -> None:
    invoice = sent(due_date=at(2027, 1, 30))
    account = AccountSettings(late_fee_percent="1", late_fee_days=1, late_fee_times=3)
    assert list(moments(invoice, account).values()) == [at(2027, 1, 31), at(2027, 2, 28), at(2027, 3, 31)]


def test_once_is_once() -> None:
    assert list(moments(sent(), AccountSettings(late_fee_amount="5 EUR", late_fee_days=1))) == ["late_fee:1"]


def test_an_invoice_that_was_finalized_after_its_due_date_is_late_from_then_on() -> None:
    invoice = sent(finalized_at=DUE + 10 * DAY)
    assert moments(invoice, MONTHLY)["late_fee:1"] == DUE + 24 * DAY


@pytest.mark.parametrize("given", [{"late_fee_for": "in_1"}, {"due_date": None}])
def test_what_costs_no_fee(given: dict[str, object]) -> None:
    assert moments(sent(**given), MONTHLY) == {}


@pytest.mark.parametrize(
    ("account", "invoice", "fee"),
    [
        ({"late_fee_percent": "1.5"}, owed(10_000, "usd"), 150),
        ({"late_fee_percent": "1.5"}, owed(10_000, "usd", paid=6_000), 60),
        ({"late_fee_percent": "5"}, owed(1_010, "eur"), 51),  # 50.5
        ({"late_fee_percent": "5"}, owed(1_009, "eur"), 50),  # 50.45
        ({"late_fee_percent": "0.5"}, owed(99, "eur"), 0),  # 0.495
        ({"late_fee_percent": "1"}, owed(1_250, "jpy"), 13),  # 12.5 yen
        ({"late_fee_percent": "1"}, owed(12_345, "kwd"), 120),  # 0.12345 dinars; the last digit is always 0
        ({"late_fee_amount": "5 EUR"}, owed(100, "eur"), 500),
        ({"late_fee_amount": "5 EUR"}, owed(100, "gbp"), 0),
        ({"late_fee_amount": "5 EUR", "late_fee_percent": "2"}, owed(10_000, "gbp"), 200),
        ({"late_fee_amount": "0 EUR", "late_fee_percent": "2"}, owed(10_000, "eur"), 0),
        ({"late_fee_percent": "5"}, owed(1_000, "eur", paid=1_000), 0),
        ({}, owed(10_000, "eur"), 0),
    ],
)
def test_how_much(account: dict[str, str], invoice: Invoice, fee: int) -> None:
    assert fee_of(invoice, AccountSettings(**account)) == fee  # type: ignore[arg-type]


def test_a_server_that_slept_charges_one_fee_for_all_that_it_missed() -> None:
    steps = steps_due(sent(), MONTHLY, now=DUE + 365 * DAY)
    assert steps == ["past_due", "late_fee:1", "late_fee:2", "late_fee:3"]
    assert costs_a_fee(steps)


@pytest.mark.parametrize("steps", [["past_due"], ["overdue"], [], ["late_fee:1", "write_off"]])
def test_steps_that_bring_no_fee(steps: list[str]) -> None:
    assert not costs_a_fee(steps)


def test_a_fee_has_the_term_of_the_late_invoice() -> None:
    assert term_days(a_draft(created=NOON, due_date=NOON + 30 * DAY + 3_600)) == 30
    assert term_days(a_draft(created=NOON, due_date=NOON - DAY)) == 0


@given(st.integers(0, 2_000), st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"]))
def test_fees_are_a_month_apart_in_the_account_s_zone(day: int, zone: str) -> None:
    account = AccountSettings(late_fee_percent="1", late_fee_days=1, late_fee_times=12, time_zone=zone)
    found = list(moments(sent(due_date=NOON + day * DAY, finalized_at=NOON), account).values())
    gaps = [timedelta(seconds=later - earlier) for earlier, later in pairwise(found)]
    assert all(timedelta(days=28, hours=-1) <= gap <= timedelta(days=31, hours=1) for gap in gaps)
