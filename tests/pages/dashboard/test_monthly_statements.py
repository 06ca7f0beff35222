"""Monthly statements of account in the Dashboard: the switch of a customer, and the mail on its page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.clocks import Clock
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.signed_in import Visitor
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

_MAILS = "SELECT id FROM invoice_mails WHERE about = $1 AND kind = 'statement'"


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def monthly(server: Server) -> Iterator[None]:
    run_billhook(server, "settings", "set", "statement_mails=monthly", "time_zone=UTC")
    yield
    run_billhook(server, "settings", "set", "statement_mails=off")


@pytest.fixture
def clock(server: Server, monthly: None) -> Clock:
    """A customer with an open invoice, of an account that mails statements."""
    clock = Clock(server.client, at("2030-03-17"), name="Ada")
    server.client.v1.invoices.finalize_invoice(clock.invoice(1_000).id)
    return clock


def test_a_customer_of_an_account_without_them_has_no_switch(owner: Visitor, shop: Any) -> None:
    customer = shop.v1.customers.create({"email": "ada@example.com"})
    assert "monthly statements" not in owner.get(f"/customers/{customer.id}").page.text


def press(owner: Visitor, page: str, button: str) -> str:
    here = f"{page}/exemptions/{button.split()[0].lower()}-statements"
    (link,) = [a for a in owner.get(page).page.all("a") if a.attributes.get("href", "").endswith(here)]
    assert link.text == button
    told: str = owner.follow(owner.send(here, {}, on=here)).page.one("p", role="status").text
    return told


def test_off_and_on_again_for_a_customer(server: Server, owner: Visitor, clock: Clock) -> None:
    page = f"/customers/{clock.customer}"
    told = press(owner, page, "Stop monthly statements")
    assert told == "This customer gets no monthly statements."
    (invoice,) = server.client.v1.invoices.list({"customer": clock.customer}).data
    assert "late fees" not in owner.get(f"/invoices/{invoice.id}").page.text
    clock.advance(at("2030-04-02"))
    assert query(server, _MAILS, clock.customer) == []
    press(owner, page, "Resume monthly statements")
    clock.advance(at("2030-05-02"))
    assert len(query(server, _MAILS, clock.customer)) == 1


def test_the_mail_stands_on_the_page_of_its_customer_and_leads_back(
    server: Server, owner: Visitor, clock: Clock
) -> None:
    coming = owner.get(f"/developers/test-clocks/{clock.id}").page.text
    assert "The statement of account of a month is due." in coming
    clock.advance(at("2030-04-02"))
    ((mail,),) = query(server, _MAILS, clock.customer)
    (row,) = owner.get(f"/customers/{clock.customer}").page.one("section", aria_label="E-mails").all("li")
    assert "Statement of account" in row.text
    assert row.all("a")[0].attributes["href"].endswith(mail)
    seen = owner.get(f"/developers/outbox/{mail}")
    assert "Statement-USD-2030-03-31.pdf" in seen.page.text
    (back,) = links(owner, f"/developers/outbox/{mail}", "View customer")
    assert back.endswith(clock.customer)
    body = owner.get(seen.page.one("iframe").attributes["src"]).page.text
    for words in ("$10.00 open on March 31, 2030", "Closing balance", "The statement of account is attached as a PDF."):
        assert words in body
    again = f"/customers/{clock.customer}/mails/{mail}/send-again"
    eventually(lambda: query(server, f"{_MAILS} AND status = 'sent'", clock.customer), "the mail to leave")
    assert any(
        a.attributes.get("href", "").endswith(again) for a in owner.get(f"/customers/{clock.customer}").page.all("a")
    )
    assert "Sends to ada@example.com" in owner.get(again).page.text
    owner.send(again, {})
    assert len(query(server, _MAILS, clock.customer)) == 2
    assert "Statement of account from" in owner.get("/developers/outbox").page.text


def links(owner: Visitor, path: str, text: str) -> list[str]:
    found: list[Any] = owner.get(path).page.all("a")
    return [a.attributes["href"] for a in found if a.text == text]
