"""What a customer's page tells and does: days to pay, pending items, cash, mails, and why nobody is merged."""

import re
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from tests.builders import DAY, Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query


@pytest.fixture
def customer(shop: Shop) -> Any:
    return shop.v1.customers.create({"name": "Records Ltd", "email": "records@example.com"})


def section(seen: Seen, name: str) -> str:
    return seen.page.one("section", aria_label=name).text


def figures(seen: Seen) -> dict[str, str]:
    found = seen.page.one("dl", class_="bh-figures")
    return {one.one("dt").text: one.one("dd").text for one in found.all("div")}


def test_days_to_pay_are_an_average(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    assert figures(owner.get(f"/customers/{customer.id}"))["Average days to pay"] == "–"
    for days in (3, 10):
        paid = shop.invoice("paid", customer=customer)
        query(server, "UPDATE invoices SET paid_at = finalized_at + $2 WHERE id = $1", paid.id, days * DAY)
    shop.invoice("open", customer=customer)
    # (3 + 10) / 2 = 6.5, which rounds to 7.
    assert figures(owner.get(f"/customers/{customer.id}"))["Average days to pay"] == "7 days"


def test_pending_items_become_a_draft(owner: Visitor, shop: Shop, customer: Any) -> None:
    shop.pending(customer, 700, description="Gravel")
    shop.pending(customer, 550, description="Sand")
    link = owner.get(f"/customers/{customer.id}").page.one("section", aria_label="Pending items").one("a")
    assert link.text == "Invoice pending items"
    asked = owner.get(link.attributes["href"])
    assert "A draft is made with 2 items, $12.50 before discounts and taxes." in asked.page.one("main").text
    form = {"csrf": asked.value("csrf"), "key": asked.value("key")}
    first, second = (owner.post(link.attributes["href"], form) for _ in range(2))
    (draft,) = shop.v1.invoices.list({"customer": customer.id}).data
    assert first.to == second.to == f"/dashboard/test/invoices/{draft.id}/edit"
    assert (draft.status, draft.total, draft.collection_method) == ("draft", 1_250, "send_invoice")
    assert sorted(line.description for line in draft.lines.data) == ["Gravel", "Sand"]
    assert "Nothing waits for the next invoice." in section(owner.get(f"/customers/{customer.id}"), "Pending items")


def test_each_currency_is_invoiced_by_itself(owner: Visitor, shop: Shop, customer: Any) -> None:
    shop.pending(customer, 700)
    shop.pending(customer, 900, currency="eur")
    links = owner.get(f"/customers/{customer.id}").page.one("section", aria_label="Pending items").all("a")
    assert [link.text for link in links] == ["Invoice pending items in EUR", "Invoice pending items in USD"]
    asked = owner.get(links[0].attributes["href"])
    assert "€9.00" in asked.page.one("main").text
    assert "Items in other currencies keep waiting." in asked.page.one("main").text
    owner.post(links[0].attributes["href"], {"csrf": asked.value("csrf"), "key": asked.value("key")})
    (draft,) = shop.v1.invoices.list({"customer": customer.id}).data
    assert (draft.currency, draft.total) == ("eur", 900)


def test_cash_is_told_with_its_movements(owner: Visitor, shop: Shop, customer: Any) -> None:
    assert owner.get(f"/customers/{customer.id}").page.all("section", aria_label="Cash balance") == []
    shop.v1.test_helpers.customers.fund_cash_balance(customer.id, {"amount": 500, "currency": "eur"})
    told = section(owner.get(f"/customers/{customer.id}"), "Cash balance")
    assert "€5.00" in told
    assert "Bank transfer arrived" in told


def test_mails_of_the_customer_lead_to_what_they_said(owner: Visitor, shop: Shop, customer: Any) -> None:
    shop.v1.invoices.send_invoice(shop.invoice("draft", customer=customer).id)
    shop.v1.invoices.send_invoice(shop.invoice("draft").id)
    (link,) = owner.get(f"/customers/{customer.id}").page.one("section", aria_label="E-mails").all("a")
    assert "records@example.com" in owner.get(link.attributes["href"]).page.one("main").text


def test_merging_is_refused_with_a_reason(owner: Visitor, somebody: Callable[[str], Visitor], customer: Any) -> None:
    path = f"/customers/{customer.id}/merge"
    assert "Merge" in [link.text for link in owner.get(f"/customers/{customer.id}").page.one("main").all("a")]
    seen = owner.get(path)
    assert "Billhook does not merge customers." in seen.page.one("main").text
    leads = [link.attributes["href"] for link in seen.page.one("main").all("a")]
    assert f"/dashboard/test/customers/{customer.id}/delete" in leads
    assert somebody("support").get(path).status == 403


def test_a_portal_link_is_shown_once(server: Server, owner: Visitor, customer: Any) -> None:
    address = f"/customers/{customer.id}/portal-link"
    links = owner.get(f"/customers/{customer.id}").page.all("a", href=f"/dashboard/test{address}")
    assert [link.text for link in links] == ["Portal link"]
    asked = owner.get(address)
    assert "They can also change billing details" in asked.page.one("main").text
    form = {"csrf": asked.value("csrf"), "key": asked.value("key")}
    shown = owner.post(address, form)
    link = shown.page.one("code", id="link").text
    assert shown.headers["cache-control"] == "private, no-store"
    portal = server.request("GET", link.removeprefix(server.url), key=None)
    assert portal.status == 200
    assert b"Records Ltd" in portal.body
    # The same form once more makes no second one, and the secret is told no more.
    again = owner.post(address, form)
    assert again.to == f"/dashboard/test/customers/{customer.id}"
    assert query(server, "SELECT count(*) FROM portal_sessions WHERE customer = $1", customer.id) == [(1,)]


def test_a_portal_link_is_mailed_to_the_customer_alone(server: Server, owner: Visitor, shop: Shop) -> None:
    """The link stands in the mail that leaves, and in no row and on no page of the Dashboard."""
    customer = shop.customer(name="Ada", email="ada@portal.example", preferred_locales=["de"])
    query(
        server, "INSERT INTO customer_mail_copies (tenant, customer, addresses) "
        "SELECT tenant, id, '{boss@portal.example}' FROM customers WHERE id = $1", customer.id,
    )  # fmt: skip
    address = f"/customers/{customer.id}/portal-mail"
    links = owner.get(f"/customers/{customer.id}").page.all("a", href=f"/dashboard/test{address}")
    assert [link.text for link in links] == ["Mail portal link"]
    assert "Sends to ada@portal.example." in owner.get(address).page.one("main").text
    assert owner.send(address).to == f"/dashboard/test/customers/{customer.id}"

    def row() -> Any:
        (found,) = query(server, "SELECT * FROM invoice_mails WHERE about = $1", customer.id)
        return found

    eventually(lambda: row()["status"] == "sent", "the mail to leave")
    mail = row()
    assert (mail["kind"], mail["invoice"], mail["cc"], mail["bcc"]) == ("portal", None, [], [])
    (file,) = (server.data_dir / "outbox").glob(f"*-{mail['id']}-*.eml")
    message = BytesParser(policy=default).parsebytes(file.read_bytes())
    assert (message["To"].addresses[0].addr_spec, message["Cc"]) == ("ada@portal.example", None)
    assert str(message["Subject"]).startswith("[TEST] Ihre Rechnungen von ")
    body = message.get_body(("plain",))
    assert body is not None
    (link,) = re.findall(rf"{server.url}/\S+", body.get_content())
    portal = server.request("GET", link.removeprefix(server.url), key=None)
    assert (portal.status, b"Ada" in portal.body) == (200, True)
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(dict(mail))
    for page in (f"/developers/outbox/{mail['id']}", f"/developers/outbox/{mail['id']}/body"):
        shown = owner.get(page)
        assert (shown.status, token.encode() in shown.content) == (200, False)
    # A day after it was made the link is over, also if it was used all the time.
    (session,) = query(server, "SELECT created, used_at FROM portal_sessions WHERE customer = $1", customer.id)
    assert session["used_at"] - session["created"] == 23 * 3_600


def test_a_customer_without_an_e_mail_gets_no_portal_link(owner: Visitor, shop: Shop) -> None:
    customer = shop.customer(name="Without", email="")
    address = f"/customers/{customer.id}/portal-mail"
    assert owner.get(f"/customers/{customer.id}").page.all("a", href=f"/dashboard/test{address}") == []
    refused = owner.send(address)
    assert "has no e-mail" in refused.page.one("main").text
