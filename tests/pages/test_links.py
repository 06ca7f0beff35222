"""Links to invoices: how long they work, links that work longer, and the page of one that is over."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.builders import Shop
from tests.conftest import Response, Server, run_billhook
from tests.pages.dashboard.mailbox import mail_to, mails_to
from tests.pages.dashboard.signed_in import owner_of
from tests.pages.document import read
from tests.pages.portal import opened
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query, settled_mail

DAY = 86_400


def aged(server: Server, invoice: Any, days: int) -> None:
    """Let an invoice have been finalized and due so many days earlier, with its mails."""
    query(
        server,
        "UPDATE invoices SET finalized_at = finalized_at - $2, due_date = due_date - $2 WHERE id = $1",
        invoice.id, days * DAY,
    )  # fmt: skip
    query(server, "UPDATE invoice_mails SET created = created - $2 WHERE invoice = $1", invoice.id, days * DAY)


def ask(server: Server, url: str, place: str = "", form: dict[str, str] | None = None) -> Response:
    """What a link answers, or a page below it."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return server.request("POST" if form else "GET", f"{parts.path}{place}{query}", form, key=None)


def sent(server: Server, shop: Shop, address: str, **customer: Any) -> Any:
    """An invoice that was mailed, and its mail has left."""
    invoice = shop.v1.invoices.send_invoice(shop.draft(customer=shop.customer(email=address, **customer)).id)
    settled_mail(server, invoice.id, "sent")
    return invoice


def test_a_link_ends_and_one_that_is_read_afterwards_works(server: Server, shop: Shop) -> None:
    """Due in 30 days: the link ends after 60 days. Until day 50 everybody reads the plain one."""
    invoice = shop.invoice("open")
    plain, pdf = invoice.hosted_invoice_url, invoice.invoice_pdf
    assert (urlsplit(plain).query, urlsplit(pdf).query) == ("", "")
    aged(server, invoice, 49)
    assert shop.v1.invoices.retrieve(invoice.id).hosted_invoice_url == plain
    aged(server, invoice, 2)
    late = shop.v1.invoices.retrieve(invoice.id)
    assert late.hosted_invoice_url.startswith(f"{plain}?until=")
    assert late.invoice_pdf.startswith(f"{pdf}?until=")
    assert shop.v1.invoices.retrieve(invoice.id).hosted_invoice_url == late.hosted_invoice_url, "the same all day"
    assert [ask(server, url).status for url in (plain, pdf)] == [200, 200]
    aged(server, invoice, 10)
    for url in (plain, pdf):
        assert (ask(server, url).status, ask(server, url).headers["content-type"]) == (410, "text/html; charset=utf-8")
    fresh = shop.v1.invoices.retrieve(invoice.id)
    assert ask(server, fresh.invoice_pdf).headers["content-type"] == "application/pdf"
    page = read(ask(server, fresh.hosted_invoice_url).body)
    # All that the page leads to keeps the day.
    until = urlsplit(fresh.hosted_invoice_url).query
    assert page.all("form")
    assert all(form.attributes["action"].endswith(f"/pay?{until}") for form in page.all("form"))
    assert {link.attributes["href"] for link in page.all("a", hreflang="de")} == {f"?{until}&locale=de"}
    (paper,) = [link for link in page.all("a") if link.text == "Download PDF"]
    assert server.request("GET", paper.attributes["href"], key=None).headers["content-type"] == "application/pdf"
    german = ask(server, f"{fresh.hosted_invoice_url}&locale=de")
    assert (german.status, 'lang="de"' in german.body.decode()) == (200, True)
    assert all(
        form.attributes["action"].endswith(f"?{until}&locale=de") for form in read(german.body).all("form")
    )  # fmt: skip
    back = ask(server, fresh.hosted_invoice_url, "/pay")
    assert (back.status, back.headers["location"]) == (303, f"{urlsplit(plain).path}?{until}")


def test_paying_by_a_late_link_leads_back_by_it(server: Server, shop: Shop) -> None:
    invoice = shop.invoice("open")
    aged(server, invoice, 80)
    url = shop.v1.invoices.retrieve(invoice.id).hosted_invoice_url
    card = {"method": "card", "amount": "12000", "number": "4242424242424242", "expiry": "12 / 40", "cvc": "123"}
    assert ask(server, url.partition("?")[0], "/pay", card).status == 410
    paid = ask(server, url, "/pay", card)
    assert (paid.status, paid.headers["location"]) == (303, url.removeprefix(server.url))
    assert shop.v1.invoices.retrieve(invoice.id).status == "paid"
    assert "Paid" in read(ask(server, url).body).one("main").text


@pytest.mark.parametrize("status", ["paid", "void", "uncollectible"])
def test_links_of_closed_invoices_end_too_and_the_portal_has_new_ones(server: Server, shop: Shop, status: str) -> None:
    customer = shop.customer()
    invoice = shop.invoice("open", customer=customer)
    if status == "paid":
        shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
    elif status == "void":
        shop.v1.invoices.void_invoice(invoice.id)
    else:
        shop.v1.invoices.mark_uncollectible(invoice.id)
    aged(server, invoice, 61)
    assert ask(server, invoice.hosted_invoice_url).status == 410
    links = opened(server, shop, customer.id).page().one("section", aria_labelledby="invoices").one("tbody").all("a")
    assert [server.request("GET", link.attributes["href"], key=None).status for link in links] == [200, 200]
    if status == "paid":
        (charge,) = shop.v1.charges.list({"customer": customer.id}).data
        receipt = ask(server, charge.receipt_url)
        # The receipt of a payment has its own address, and hands out no new link to the invoice.
        assert (receipt.status, read(receipt.body).one("dl").all("a")) == (200, [])


def test_a_false_proof_leads_nowhere(server: Server, shop: Shop) -> None:
    invoice = shop.invoice("open")
    aged(server, invoice, 70)
    url = shop.v1.invoices.retrieve(invoice.id).hosted_invoice_url
    plain, _, until = url.partition("?")
    day, proof = until.removeprefix("until=").split("&proof=")
    other = shop.invoice("open")
    for false in (
        f"{plain}?until={day}", f"{plain}?proof={proof}", url[:-1], f"{url}0",
        f"{plain}?until=2099-01-01&proof={proof}",
        f"{plain}?until=%00&proof=%F0%9F%92%A9", f"{other.hosted_invoice_url}?{until}",
    ):  # fmt: skip
        assert [ask(server, false, place).status for place in ("", "/pdf")] == [404, 404], false
        assert ask(server, false, "/link", {"email": "a@example.com"}).status == 404
    assert ask(server, url).status == 200


def test_the_dashboard_gives_links_that_work(server: Server, shop: Shop) -> None:
    invoice = shop.invoice("open")
    aged(server, invoice, 100)
    page = owner_of(server).get(f"/invoices/{invoice.id}").page
    links = [link.attributes["href"] for link in page.all("a") if "/i/acct" in link.attributes.get("href", "")]
    assert len(links) == 2
    assert [ask(server, link).status for link in links] == [200, 200]


def test_the_page_of_a_link_that_is_over(server: Server, shop: Shop) -> None:
    """In the customer's language, with whom to ask, and what to do."""
    never = shop.invoice("open")
    aged(server, never, 61)
    page = read(ask(server, never.hosted_invoice_url).body)
    assert page.one("h1").text == "This link has expired"
    assert "Billhook account" in page.one("main").text
    assert never.number not in page.text
    assert page.all("form") == [], "nobody was mailed, so there is nobody to mail"
    mailed = sent(server, shop, "over@example.com", preferred_locales=["de"])
    aged(server, mailed, 61)
    run_billhook(server, "settings", "set", "business_email=hallo@example.com", "business_phone=+49 30 1234")
    try:
        page = read(ask(server, mailed.hosted_invoice_url).body)
    finally:
        run_billhook(server, "settings", "set", "business_email=", "business_phone=")
    assert page.one("html").attributes["lang"] == "de"
    assert page.one("h1").text == "Dieser Link ist abgelaufen"
    assert [link.attributes["href"] for link in page.all("a")] == ["mailto:hallo@example.com", "tel:+49301234"]
    form = page.one("form")
    assert form.attributes["action"] == f"{urlsplit(mailed.hosted_invoice_url).path}/link"
    assert (form.one("label").text, form.one("button").text) == ("E-Mail", "Neuen Link senden")
    assert "over@example.com" not in page.text


def test_a_new_link_is_mailed_to_where_the_invoice_went_and_nobody_learns_it(server: Server, shop: Shop) -> None:
    address = "fresh@example.com"
    invoice = sent(server, shop, address)
    aged(server, invoice, 61)
    answers = [
        ask(server, invoice.hosted_invoice_url, "/link", form)
        for form in ({"email": "stranger@example.com"}, {"email": "Fresh@Example.COM"}, {"email": address}, {"a": "b"})
    ]
    (told,) = {(answer.status, answer.headers["location"], answer.body) for answer in answers}
    assert told[:2] == (303, f"{urlsplit(invoice.hosted_invoice_url).path}?asked=yes")
    page = ask(server, f"{invoice.hosted_invoice_url}?asked=yes")
    assert page.status == 410
    assert "a new link is on its way" in read(page.body).one("p", role="status").text
    mail = mail_to(server, address, 2)
    assert mail["Subject"] == f"[TEST] New link to invoice {invoice.number} from Billhook account"
    rows = query(server, "SELECT kind, recipient FROM invoice_mails WHERE invoice = $1 ORDER BY id", invoice.id)
    assert [tuple(row) for row in rows] == [("invoice", address), ("link", address)], "one, though three asked"
    assert mails_to(server, "stranger@example.com") == []
    body = mail.get_body(("plain",))
    assert body is not None
    (link,) = [word for word in body.get_content().split() if word.startswith(f"{server.url}/i/")]
    assert ask(server, link).status == 200
    assert list(mail.iter_attachments()) == []


def test_a_new_link_goes_to_one_reader_of_a_copy_alone(server: Server, shop: Shop) -> None:
    customer = shop.customer(email="copied@example.com")
    query(
        server,
        "INSERT INTO customer_mail_copies (tenant, customer, addresses) "
        "SELECT tenant, id, '{books.of.links@example.com,boss@example.com}' FROM customers WHERE id = $1",
        customer.id,
    )
    invoice = shop.v1.invoices.send_invoice(shop.draft(customer=customer).id)
    settled_mail(server, invoice.id, "sent")
    aged(server, invoice, 61)
    ask(server, invoice.hosted_invoice_url, "/link", {"email": "books.of.links@example.com"})
    mail = mail_to(server, "books.of.links@example.com")
    assert (str(mail["Subject"]).startswith("[TEST] New link"), mail["Cc"]) == (True, None)
    (row,) = query(server, "SELECT cc, bcc FROM invoice_mails WHERE invoice = $1 AND kind = 'link'", invoice.id)
    assert (list(row["cc"]), list(row["bcc"])) == ([], [])


def test_a_mail_that_is_sent_late_has_a_link_that_works(server: Server, shop: Shop) -> None:
    address = "late@example.com"
    invoice = shop.invoice("open", customer=shop.customer(email=address))
    aged(server, invoice, 61)
    shop.v1.invoices.send_invoice(invoice.id)
    body = mail_to(server, address).get_body(("plain",))
    assert body is not None
    (link,) = [word for word in body.get_content().split() if word.startswith(f"{server.url}/i/")]
    assert ask(server, link).status == 200


def test_links_that_never_end(server: Server, shop: Shop) -> None:
    invoice = shop.invoice("open")
    aged(server, invoice, 2_000)
    assert ask(server, invoice.hosted_invoice_url).status == 410
    run_billhook(server, "settings", "set", "hosted_link_days", "0")
    try:
        assert ask(server, invoice.hosted_invoice_url).status == 200
        plain = invoice.hosted_invoice_url
        eventually(lambda: shop.v1.invoices.retrieve(invoice.id).hosted_invoice_url == plain, "the link without an end")
    finally:
        run_billhook(server, "settings", "set", "hosted_link_days", "30")


def test_links_and_the_portal_of_a_customer_on_a_clock_of_long_ago(server: Server, shop: Shop) -> None:
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 1_600_000_000})
    customer = shop.customer(test_clock=clock.id)
    invoice = shop.invoice("open", customer=customer)
    assert shop.v1.invoices.retrieve(invoice.id).hosted_invoice_url == invoice.hosted_invoice_url
    assert [ask(server, url).status for url in (invoice.hosted_invoice_url, invoice.invoice_pdf)] == [200, 200]
    links = opened(server, shop, customer.id).page().one("section", aria_labelledby="invoices").one("tbody").all("a")
    assert server.request("GET", links[0].attributes["href"], key=None).status == 200
