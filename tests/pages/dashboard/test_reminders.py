"""Reminders, switched off and on in the Dashboard: for an invoice, and for a customer."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.clocks import DAY, START, Clock
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.signed_in import Visitor
from tests.stories.psql import query


@pytest.fixture
def clock(server: Server) -> Iterator[Clock]:
    """A clock of an account that reminds one and two days after the due date."""
    run_billhook(server, "settings", "set", "reminder_days", "1, 2")
    yield Clock(server.client)
    run_billhook(server, "settings", "set", "reminder_days", "")


@pytest.fixture
def invoice(clock: Clock) -> Any:
    made = clock.invoice(auto_advance=True, days_until_due=5)
    clock.advance(START + DAY)
    return made


def reminders(server: Server, invoice: str) -> int:
    kinds = query(server, "SELECT kind FROM invoice_mails WHERE invoice = $1", invoice)
    return [row["kind"] for row in kinds].count("reminder_overdue")


def text_of(owner: Visitor, path: str) -> str:
    return owner.get(path).page.text


def test_off_and_on_again_for_an_invoice(server: Server, owner: Visitor, clock: Clock, invoice: Any) -> None:
    path = f"/invoices/{invoice.id}"
    assert "Reminder mailed on" in text_of(owner, path)
    seen = owner.follow(owner.send(f"{path}/exemptions/stop-reminders", {})).page.text
    assert "This invoice has no reminders." in seen
    assert "This invoice gets no reminders." in seen
    assert "Reminder mailed on" not in seen
    clock.advance(START + 6 * DAY + DAY // 2)
    assert reminders(server, invoice.id) == 0
    assert owner.send(f"{path}/exemptions/resume-reminders", {}).status == 303
    clock.advance(START + 10 * DAY)
    assert reminders(server, invoice.id) == 1
    # The clock starts on 17 March 2030; two days after the due date it is nine in the morning of the 24th.
    timeline = owner.get(path).page.one("section", aria_label="Timeline").all("li")
    assert "Reminder, 2 days after it was due" in timeline[0].text
    assert "Mar 24, 2030, 9:00" in timeline[0].text


def test_off_and_on_again_for_a_customer(server: Server, owner: Visitor, clock: Clock, invoice: Any) -> None:
    path = f"/customers/{clock.customer}"
    assert owner.send(f"{path}/exemptions/stop-reminders", {}).status == 303
    assert "Resume reminders" in text_of(owner, path)
    assert "This customer gets no reminders." in text_of(owner, f"/invoices/{invoice.id}")
    clock.advance(START + 6 * DAY + DAY // 2)
    assert reminders(server, invoice.id) == 0
    assert owner.send(f"{path}/exemptions/resume-reminders", {}).status == 303
    assert "Stop reminders" in text_of(owner, path)
    # Somebody presses the button of a page that they opened before.
    assert owner.send(f"{path}/exemptions/resume-reminders", {}).status == 303
    assert "Stop reminders" in text_of(owner, path)
    clock.advance(START + 10 * DAY)
    assert reminders(server, invoice.id) == 1


def test_an_invoice_that_is_paid_has_none_to_stop(owner: Visitor, clock: Clock, invoice: Any) -> None:
    assert "Stop reminders" in text_of(owner, f"/invoices/{invoice.id}")
    clock.client.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    assert "Stop reminders" not in text_of(owner, f"/invoices/{invoice.id}")


def test_without_days_nothing_is_offered(owner: Visitor, server: Server) -> None:
    clock = Clock(server.client)
    assert "Stop reminders" not in text_of(owner, f"/customers/{clock.customer}")
    assert owner.get(f"/customers/{clock.customer}/exemptions/nothing").status == 404
