"""The portal of a customer: whom it lets in, for how long, and what it shows."""

from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.document import Element, read
from tests.pages.portal import Portal, in_database, opened
from tests.rooms.webhooks.receiver import eventually

from billhook.hosted.portal.listing import ROWS
from billhook.hosted.words.catalogue import words_for
from billhook.hosted.words.english import ENGLISH
from billhook.kernel.languages import LANGUAGES

HOUR, DAY = 3_600, 86_400


def cells(section: Element) -> list[list[str]]:
    """The rows of a table, cell by cell."""
    return [[cell.text for cell in row.children] for row in section.one("tbody").all("tr")]


def part(page: Element, name: str) -> Element:
    return page.one("section", aria_labelledby=name)


def works(server: Server, href: str, type: str) -> bool:
    answer = server.request("GET", href, key=None)
    return answer.status == 200 and answer.headers["content-type"].startswith(type)


def move(server: Server, portal: Portal, **back: int) -> None:
    """Let a session have been created or used so many seconds earlier."""
    for column, seconds in back.items():
        sql = f"UPDATE portal_sessions SET {column} = {column} - $1 WHERE id = $2"
        in_database(server, sql, seconds, portal.session.id)


def test_what_a_customer_owes_and_has_paid(server: Server, shop: Shop) -> None:
    """The whole of it, from an account with a bit of everything."""
    customer = shop.customer()
    first = shop.invoice("open", customer=customer)
    shop.v1.invoices.pay(first.id, {"payment_method": "pm_card_visa"})
    second = shop.invoice("open", 5_000, customer=customer)
    shop.v1.credit_notes.create({"invoice": first.id, "amount": 1_000, "credit_amount": 1_000})
    other = shop.invoice("void", 7_000, customer=customer)
    shop.draft(9_900, customer=customer)
    portal = opened(server, shop, customer.id, return_url="https://shop.example/account?a=1&b=2")
    page = portal.page()
    assert page.one("title").text == "Your account with Billhook account"
    assert page.one("p", class_="sum").text == "$50.00"
    assert part(page, "open").one("dl").text == "Credit left for your next invoice$10.00"
    rows = cells(part(page, "invoices"))
    assert [(row[0], row[3], row[4]) for row in rows] == [
        (other.number, "Void", "$70.00"), (second.number, "Open", "$50.00"), (first.number, "Paid", "$120.00"),
    ]  # fmt: skip
    assert page.one("p", class_="way-back").one("a").attributes["href"] == "https://shop.example/account?a=1&b=2"
    links = [link.attributes["href"] for link in part(page, "invoices").one("tbody").all("a")]
    assert server.url + links[2] == second.hosted_invoice_url.partition("?")[0]
    assert works(server, links[2], "text/html")
    assert works(server, links[3], "application/pdf")

    payments = portal.page("/payments")
    (paid,) = cells(part(payments, "payments"))
    assert paid[1:3] == ["Visa •••• 4242", "$120.00"]
    receipt, paper = (link.attributes["href"] for link in part(payments, "payments").all("a"))
    assert works(server, receipt, "text/html")
    assert works(server, paper, "application/pdf")
    (note,) = cells(part(payments, "credit-notes"))
    assert (note[0], note[2]) == (f"{first.number}-CN-01", "-$10.00")
    assert works(server, part(payments, "credit-notes").one("a").attributes["href"], "application/pdf")


def test_nothing_yet(server: Server, shop: Shop) -> None:
    portal = opened(server, shop, shop.v1.customers.create({}).id)
    page = portal.page()
    assert (page.one("h1").text, page.all("table")) == ("Nothing to pay", [])
    assert page.all("p", class_="way-back") == []
    assert "There are no payments yet." in portal.page("/payments").text
    assert "No payment method is saved." in portal.page("/details").text


def test_what_is_open_is_summed_by_currency(server: Server, shop: Shop) -> None:
    customer = shop.customer()
    for amount, currency in ((1_000, "eur"), (2_500, "eur"), (700, "usd")):
        shop.invoice("open", amount, customer=customer, currency=currency)
    shop.invoice("uncollectible", 300, customer=customer, currency="usd")
    page = opened(server, shop, customer.id).page()
    assert [one.text for one in page.all("p", class_="sum")] == ["€35.00", "$10.00"]
    assert "Unpaid" in cells(part(page, "invoices"))[0]


def test_a_long_list_goes_on(server: Server, shop: Shop) -> None:
    customer = shop.customer()
    made = [shop.invoice("open", customer=customer).number for _ in range(ROWS + 1)]
    portal = opened(server, shop, customer.id)
    body = portal.ask().body
    assert len(body) < 100_000
    page = read(body)
    assert [row[0] for row in cells(part(page, "invoices"))] == made[:0:-1]
    (older,) = page.one("nav", class_="pager").all("a")
    last = read(server.request("GET", older.attributes["href"], key=None).body)
    assert [row[0] for row in cells(part(last, "invoices"))] == made[:1]
    (newest,) = last.one("nav", class_="pager").all("a")
    assert (newest.text, newest.attributes["href"]) == ("Newest", portal.path)


@pytest.mark.parametrize(
    "query", ["before=in_1", "before=%00", "before=ch_1000000000abc", "notes_before=cn_1zzz", "a=b"]
)
def test_an_address_that_somebody_made_up_shows_the_beginning(server: Server, shop: Shop, query: str) -> None:
    portal = opened(server, shop, shop.customer().id)
    for place in ("", "/payments"):
        assert portal.ask(f"{place}?{query}").status == 200


def test_the_headers_keep_the_secret(server: Server, shop: Shop) -> None:
    portal = opened(server, shop, shop.customer().id)
    for place in ("", "/payments", "/details"):
        headers = {name.lower(): value for name, value in portal.ask(place).headers.items()}
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "private, no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert ("form-action 'self'" in headers["content-security-policy"]) is (place == "/details")
        assert "set-cookie" not in headers


class TestLanguages:
    def test_each_page_is_in_each_language(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
        portal = opened(server, shop, customer.id)
        names = (field for field in ENGLISH.portal.__dataclass_fields__)
        sentences = [text for name in names if len((text := getattr(ENGLISH.portal, name)).split()) > 2]
        for language in LANGUAGES:
            for place in ("", "/payments", "/details"):
                page = portal.page(f"{place}?locale={language}")
                root = page.one("html").attributes
                assert (root["lang"], root["dir"]) == (language, "rtl" if language in ("ar", "he") else "ltr")
                assert page.one("nav", class_="tabs").one("a", aria_current="page").attributes["href"] == (
                    f"{portal.path}{place}?locale={language}"
                )
                if language != "en":
                    assert [text for text in sentences if text.partition("{")[0].strip() in page.text] == []

    def test_the_session_then_the_customer_then_the_browser_decide(self, server: Server, shop: Shop) -> None:
        german = shop.customer(preferred_locales=["de"]).id
        nobody = shop.customer().id
        for customer, given, accepted, wanted in (
            (german, {"locale": "fr"}, "it", "fr"), (german, {"locale": "auto"}, "it", "de"), (german, {}, "it", "de"),
            (nobody, {}, "it", "it"), (nobody, {"locale": "zh-TW"}, "it", "zh-Hant"),
            (nobody, {"locale": "lv"}, "", "en"),
        ):  # fmt: skip
            answer = opened(server, shop, customer, **given).ask(**{"Accept-Language": accepted})
            assert read(answer.body).one("html").attributes["lang"] == wanted


class TestWhoIsLetIn:
    def test_only_a_digest_is_stored(self, server: Server, shop: Shop) -> None:
        portal = opened(server, shop, shop.customer().id)
        (row,) = in_database(server, "SELECT * FROM portal_sessions WHERE id = $1", portal.session.id)
        assert portal.token not in str(dict(row))

    def test_a_wrong_secret_opens_nothing(
        self, server: Server, shop: Shop, live: stripe.StripeClient
    ) -> None:  # fmt: skip
        portal = opened(server, shop, shop.customer().id)
        stored = in_database(server, "SELECT digest FROM portal_sessions WHERE id = $1", portal.session.id)[0]["digest"]
        account = portal.path.split("/")[2]
        for address in (
            f"/portal/{account}/test_{portal.token[:-1]}{'a' if portal.token[-1] != 'a' else 'b'}",
            f"/portal/{account}/test_{portal.token.swapcase()}", f"/portal/{account}/test_{stored[:40]}",
            f"/portal/{account}/test_{portal.session.id}", f"/portal/{account}/test_",
            f"/portal/{account}/{portal.token}",
            # The other mode and another account.
            f"/portal/{account}/live_{portal.token}", f"/portal/acct_0000000000000000/test_{portal.token}",
        ):  # fmt: skip
            for place in ("", "/payments", "/details"):
                assert server.request("GET", address + place, key=None).status == 404, address
            assert server.request("POST", f"{address}/details", {"name": "x"}, key=None).status == 404

    def test_it_ends_an_hour_after_it_was_last_used(self, server: Server, shop: Shop) -> None:
        portal = opened(server, shop, shop.customer().id, locale="de")
        move(server, portal, created=HOUR - 30, used_at=HOUR - 30)
        assert portal.ask().status == 200
        # Opening it made it last an hour more.
        move(server, portal, created=HOUR - 30, used_at=HOUR - 30)
        assert portal.ask("/details").status == 200
        move(server, portal, used_at=HOUR)
        self.is_over(portal)

    def test_it_ends_after_a_day_whatever_happens(self, server: Server, shop: Shop) -> None:
        portal = opened(server, shop, shop.customer().id, locale="de")
        move(server, portal, created=DAY)
        self.is_over(portal)

    def is_over(self, portal: Portal) -> None:
        for place in ("", "/payments", "/details"):
            answer = portal.ask(place)
            assert answer.status == 410
            page = read(answer.body)
            assert page.one("h1").text == words_for("de").portal.expired
            assert "Billhook account" in page.one("main").text
        answer = portal.server.request("POST", f"{portal.path}/details", {"name": "x"}, key=None)
        assert answer.status == 410
        # Coming late does not open it again.
        assert portal.ask().status == 410

    def test_a_deleted_customer_has_no_portal(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        portal = opened(server, shop, customer.id)
        shop.v1.customers.delete(customer.id)
        assert portal.ask().status == 404

    def test_it_shows_nothing_of_anybody_else(self, server: Server, shop: Shop) -> None:
        other: Any = shop.customer(name="Somebody Else", email="else@example.com")
        number = shop.invoice("open", customer=other).number
        portal = opened(server, shop, shop.customer().id)
        for place in ("", "/payments", "/details"):
            text = portal.ask(place).body.decode()
            assert not [one for one in (number, "Somebody Else", "else@example.com", other.id) if one in text]


def test_sessions_that_ended_long_ago_are_forgotten(server: Server, shop: Shop) -> None:
    """They last a day at most, say for 30 days more that they are over, and go by themselves."""
    customer = shop.customer().id
    gone, over = opened(server, shop, customer), opened(server, shop, customer)
    move(server, gone, created=31 * DAY + 60)
    move(server, over, created=30 * DAY)
    assert over.ask().status == 410
    eventually(lambda: gone.ask().status == 404, "the session to be forgotten")
    left = "SELECT id FROM portal_sessions WHERE customer = $1"
    assert [row["id"] for row in in_database(server, left, customer)] == [over.session.id]
