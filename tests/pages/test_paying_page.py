"""The payer pays on the page of his invoice, as a browser without scripts does it, and as an attacker would."""

import concurrent.futures
import contextlib
import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Response, Server, run_billhook
from tests.pages.document import Element, read
from tests.rooms.payments.bank import time_passes
from tests.stories.psql import query

from billhook.account_settings.settings import AccountSettings

CARD = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123", "name": "Jenny Rosen"}
DECLINED = CARD | {"number": "4000 0000 0000 0002"}
SECURE = CARD | {"number": "4000 0027 6000 3184"}


def path_of(invoice: Any) -> str:
    return urlsplit(invoice.hosted_invoice_url).path


class Payer:
    """Somebody with a browser and the link to an invoice."""

    def __init__(self, server: Server, invoice: Any) -> None:
        self.server = server
        self.path = path_of(invoice)

    def sees(self, path: str | None = None) -> Element:
        answer = self.server.request("GET", path or self.path, key=None)
        assert answer.status == 200
        return read(answer.body)

    def sends(self, typed: dict[str, str], amount: str | None = None) -> Response:
        """Fill in the form of the page and send it."""
        return self.post({"amount": amount or str(12_000), **typed})

    def post(self, body: Any, **headers: str) -> Response:
        return self.server.request("POST", f"{self.path}/pay", body, headers, key=None)

    def pays(self, typed: dict[str, str]) -> Element:
        """Send the form and follow where it leads."""
        answer = self.sends(typed)
        assert answer.status == 303
        return self.sees(answer.headers["location"])

    def decides(self, outcome: str) -> Element:
        """Go to the bank that the page leads to, and decide there."""
        (link,) = self.sees().one("div", role="note").all("a")
        answer = self.server.request("POST", link.attributes["href"], {"outcome": outcome}, key=None)
        assert (answer.status, answer.headers["location"]) == (303, self.path)
        return self.sees()


def notice(page: Element) -> str:
    return page.one("div", role="note").one("strong").text


def intents_of(shop: Shop, invoice: Any) -> list[Any]:
    return list(shop.v1.payment_intents.list({"customer": invoice.customer}).data)


def charges_of(shop: Shop, invoice: Any) -> list[str]:
    return [charge.status for charge in shop.v1.charges.list({"customer": invoice.customer}).data]


@pytest.fixture
def invoice(shop: Shop) -> Any:
    return shop.invoice("open")


@pytest.fixture
def payer(server: Server, invoice: Any) -> Payer:
    return Payer(server, invoice)


def test_a_card_pays_and_the_page_thanks(shop: Shop, invoice: Any, payer: Payer) -> None:
    page = payer.pays(CARD)
    assert page.one("main").attributes["data-state"] == "paid"
    assert page.one("p", class_="badge").text == "Status: Paid"
    assert page.all("form") == []
    (row,) = page.one("ul", class_="received").all("li")
    assert row.text.startswith("Visa •••• 4242")
    assert row.text.endswith("$120.00")
    paid = shop.v1.invoices.retrieve(invoice.id)
    assert (paid.status, paid.amount_paid, paid.attempt_count) == ("paid", 12_000, 1)
    assert shop.history(invoice.id)[-3:] == ["invoice.updated", "invoice.paid", "invoice.payment_succeeded"]
    (charge,) = shop.v1.charges.list({"customer": invoice.customer}).data
    assert charge.billing_details.name == "Jenny Rosen"


def test_declined_and_then_another_card(shop: Shop, invoice: Any, payer: Payer) -> None:
    page = payer.pays(DECLINED)
    assert notice(page) == "The last payment did not go through"
    assert "Your card was declined. You have not been charged." in page.text
    assert shop.history(invoice.id)[-1] == "invoice.payment_failed"
    assert payer.pays(CARD).one("main").attributes["data-state"] == "paid"
    assert charges_of(shop, invoice) == ["succeeded", "failed"]
    assert len(intents_of(shop, invoice)) == 1


def test_the_bank_asks_and_the_payer_agrees(shop: Shop, invoice: Any, payer: Payer) -> None:
    answer = payer.sends(SECURE)
    assert answer.headers["location"].startswith("/authenticate/")
    assert notice(payer.sees()) == "Confirm your payment"
    assert payer.decides("complete").one("main").attributes["data-state"] == "paid"
    assert charges_of(shop, invoice) == ["succeeded"]


def test_the_bank_asks_and_the_payer_does_not_agree(shop: Shop, invoice: Any, payer: Payer) -> None:
    payer.sends(SECURE)
    page = payer.decides("fail")
    assert notice(page) == "The last payment did not go through"
    assert payer.pays(CARD).one("main").attributes["data-state"] == "paid"


ACCOUNT = {
    "method": "sepa_debit", "iban": "DE89 3704 0044 0532 0130 00", "name": "Jenny Rosen", "email": "jenny@example.com",
}  # fmt: skip


def test_an_account_is_debited_by_the_mandate_that_the_payer_gave(shop: Shop, server: Server) -> None:
    invoice = shop.invoice("open", currency="eur")
    payer = Payer(server, invoice)
    page = payer.pays(ACCOUNT)
    assert notice(page) == "Your payment is being processed"
    assert page.all("form") == []
    (charge,) = shop.v1.charges.list({"customer": invoice.customer}).data
    mandate = shop.v1.mandates.retrieve(charge.payment_method_details.sepa_debit.mandate)
    given = mandate.customer_acceptance
    assert (given.type, given.online.ip_address) == ("online", "127.0.0.1")
    assert given.online.user_agent.startswith("Python")
    shown = payer.sees(urlsplit(mandate.payment_method_details.sepa_debit.url).path).text
    assert mandate.payment_method_details.sepa_debit.reference in shown
    assert "•••• 3000" in shown
    assert "any number of payments" in shown
    time_passes(server, charge.payment_intent)
    assert payer.sees().one("main").attributes["data-state"] == "paid"
    assert shop.v1.payment_methods.retrieve(charge.payment_method).customer == invoice.customer


def test_an_account_in_the_united_states(shop: Shop, server: Server) -> None:
    invoice = shop.invoice("open")
    numbers = {"routing_number": "110000000", "account_number": "000222222227", "name": "Jenny Rosen"}
    payer = Payer(server, invoice)
    payer.pays({"method": "us_bank_account", **numbers})
    (charge,) = shop.v1.charges.list({"customer": invoice.customer}).data
    time_passes(server, charge.payment_intent)
    page = payer.sees()
    assert notice(page) == "The last payment did not go through"
    assert "insufficient funds to cover this payment. You have not been charged." in page.text
    assert payer.pays(CARD).one("main").attributes["data-state"] == "paid"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"iban": ""}, "iban", "Enter the IBAN of your account."),
        ({"iban": "DE89 3704 0044 0532 0130 01"}, "iban", "The IBAN you provided is invalid."),
        ({"iban": "9" * 5_000}, "iban", "The IBAN you provided is invalid."),
        ({"name": " "}, "name", "Enter the name of the account holder."),
        ({"email": "jenny"}, "email", "Enter an address such as jenny@example.com."),
    ],
)
def test_a_slip_about_an_account_is_told_where_it_happened(
    shop: Shop, server: Server, typed: dict[str, str], field: str, sentence: str
) -> None:
    invoice = shop.invoice("open", currency="eur")
    answer = Payer(server, invoice).sends(ACCOUNT | typed)
    assert answer.status == 422
    section = read(answer.body).one("section", aria_labelledby="pay-by-sepa_debit")
    assert section.one("p", id=f"sepa_debit-{field}-wrong").text == sentence
    assert charges_of(shop, invoice) == []


@pytest.mark.parametrize("method", ["sepa_debit", "us_bank_account", "ideal", "", "../card"])
def test_what_the_page_does_not_offer_pays_nothing(shop: Shop, server: Server, method: str) -> None:
    invoice = shop.invoice("open", currency="chf")
    numbers = {"routing_number": "110000000", "account_number": "000123456789"}
    answer = Payer(server, invoice).sends(ACCOUNT | numbers | {"method": method})
    assert answer.status in (303, 422)
    assert charges_of(shop, invoice) == []


def test_a_mandate_is_opened_by_its_address_alone(server: Server) -> None:
    for path in ("/mandates/acct_1/test_x", f"/mandates/acct_1/test_{'a' * 40}", "/mandates/acct_1/live_"):
        assert server.request("GET", path, key=None).status == 404


def test_another_card_while_the_bank_waits(shop: Shop, invoice: Any, payer: Payer) -> None:
    payer.sends(SECURE)
    bank = payer.sees().one("div", role="note").one("a").attributes["href"]
    assert payer.pays(CARD).one("main").attributes["data-state"] == "paid"
    # The bank's page is still open in another tab.
    payer.server.request("POST", bank, {"outcome": "complete"}, key=None)
    assert charges_of(shop, invoice) == ["succeeded"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"number": ""}, "number", "Enter the number of your card."),
        ({"number": "4242 4242 4242 4241"}, "number", "Your card number is incorrect."),
        ({"number": "9" * 5_000}, "number", "Your card number is incorrect."),
        ({"number": "+4242424242424242"}, "number", "Your card number is incorrect."),
        ({"number": "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"}, "number", "Your card number is incorrect."),
        ({"expiry": ""}, "expiry", "Enter the expiry date of your card."),
        ({"expiry": "soon"}, "expiry", "Enter month and year, such as 04/29."),
        ({"expiry": "13/34"}, "expiry", "Your card's expiration month is invalid."),
        ({"expiry": "01/20"}, "expiry", "Your card's expiration year is invalid."),
        ({"cvc": "  "}, "cvc", "Enter the security code of your card."),
        ({"cvc": "12"}, "cvc", "Your card's security code is invalid."),
    ],
)
def test_a_slip_is_said_at_its_field_and_costs_nothing(
    shop: Shop, invoice: Any, payer: Payer, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = payer.sends(CARD | typed)
    assert answer.status == 422
    page = read(answer.body)
    wrong = {each.attributes["id"]: each.text for each in page.all("p", class_="wrong")}
    assert wrong == {f"card-{field}-wrong": sentence}
    assert page.one("input", id="card-name").attributes["value"] == "Jenny Rosen"
    # Nothing was tried.
    assert shop.v1.invoices.retrieve(invoice.id).attempted is False


def test_all_slips_are_told_at_once_and_the_first_is_in_focus(payer: Payer) -> None:
    answer = payer.sends(CARD | {"number": "4242 4242 4242 4241", "expiry": "13/34", "cvc": "1"})
    page = read(answer.body)
    assert {each.attributes["id"]: each.text for each in page.all("p", class_="wrong")} == {
        "card-number-wrong": "Your card number is incorrect.",
        "card-expiry-wrong": "Your card's expiration month is invalid.",
        "card-cvc-wrong": "Your card's security code is invalid.",
    }
    assert [each.attributes["id"] for each in page.all("input") if "autofocus" in each.attributes] == ["card-number"]


def test_after_ten_declines_within_an_hour_no_card_is_tried(
    server: Server, shop: Shop, invoice: Any, payer: Payer
) -> None:
    for _ in range(10):
        assert payer.sends(DECLINED).status == 303
    for card in (DECLINED, CARD):
        answer = payer.sends(card)
        assert answer.status == 429
        page = read(answer.body)
        assert page.one("p", role="alert").text == (
            "Too many payments of this invoice were declined. Please try again in an hour, or pay in another way."
        )
        assert page.one("input", id="card-name").attributes["value"] == "Jenny Rosen"
    assert charges_of(shop, invoice) == ["failed"] * 10
    # An hour later that is forgotten.
    query(server, "UPDATE charges SET created = created - 3600 WHERE customer = $1", invoice.customer)
    assert payer.pays(CARD).one("main").attributes["data-state"] == "paid"


@pytest.mark.parametrize("expiry", ["12/34", "12/2034", "1234", "12-34", " 12 / 34 ", "1/35"])
def test_dates_as_people_write_them(payer: Payer, expiry: str) -> None:
    assert payer.sends(CARD | {"expiry": expiry}).status == 303


def test_a_card_that_is_no_test_card_is_refused_and_not_kept(payer: Payer) -> None:
    answer = payer.sends(CARD | {"number": "4111 1111 1111 1111"})
    assert answer.status == 422
    assert "used a card that is no test card" in read(answer.body).one("p", class_="wrong").text
    assert "4111" not in read(answer.body).text


class TestSentMoreThanOnce:
    def test_at_once_by_an_impatient_payer(self, shop: Shop, invoice: Any, payer: Payer) -> None:
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: payer.sends(CARD), range(8)))
        assert {(a.status, a.headers["location"]) for a in answers} == {(303, payer.path)}
        assert charges_of(shop, invoice) == ["succeeded"]
        assert shop.v1.invoices.retrieve(invoice.id).amount_paid == 12_000

    def test_again_after_going_back(self, shop: Shop, invoice: Any, payer: Payer) -> None:
        payer.pays(CARD)
        assert payer.pays(CARD).one("main").attributes["data-state"] == "paid"
        assert charges_of(shop, invoice) == ["succeeded"]

    def test_beside_the_merchant_who_pays_it_too(self, shop: Shop, invoice: Any, payer: Payer) -> None:
        def charge() -> None:
            with contextlib.suppress(stripe.InvalidRequestError):
                shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            done = [pool.submit(charge), pool.submit(payer.sends, CARD), pool.submit(payer.sends, CARD)]
            for each in done:
                each.result(30)
        assert charges_of(shop, invoice) == ["succeeded"]

    def test_reloading_the_address_of_the_form(self, payer: Payer) -> None:
        answer = payer.server.request("GET", f"{payer.path}/pay", key=None)
        assert (answer.status, answer.headers["location"]) == (303, payer.path)


class TestWhatIsOwedChanged:
    def test_the_payer_is_shown_the_new_sum_first(self, shop: Shop, invoice: Any, payer: Payer) -> None:
        shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 2_000})
        answer = payer.sends(CARD)
        assert answer.status == 422
        page = read(answer.body)
        assert page.one("p", role="alert").text.startswith("What is due has changed since you opened this page.")
        assert {button.text for button in page.all("button")} == {"Pay $100.00"}
        assert charges_of(shop, invoice) == []
        assert payer.sends(CARD, amount="10000").status == 303
        assert shop.v1.invoices.retrieve(invoice.id).amount_paid == 10_000

    def test_voided_meanwhile(self, shop: Shop, invoice: Any, payer: Payer) -> None:
        shop.v1.invoices.void_invoice(invoice.id)
        assert payer.pays(CARD).one("main").attributes["data-state"] == "void"
        assert charges_of(shop, invoice) == []

    def test_uncollectible_is_still_payable(self, shop: Shop, invoice: Any, payer: Payer) -> None:
        shop.v1.invoices.mark_uncollectible(invoice.id)
        assert payer.pays(CARD).one("main").attributes["data-state"] == "paid"

    @pytest.mark.parametrize("amount", ["", "0", "-12000", "12000.0", "1e9", "9" * 400, "١٢٠٠٠"])
    def test_a_sum_of_his_own(self, shop: Shop, invoice: Any, payer: Payer, amount: str) -> None:
        assert payer.post({"amount": amount, **CARD}).status == 422
        assert charges_of(shop, invoice) == []


class TestTheCardIsKept:
    @pytest.fixture
    def setting(self, server: Server) -> Iterator[Any]:
        yield lambda value: run_billhook(server, "settings", "set", "hosted_payment_method_save", value)
        run_billhook(server, "settings", "set", "hosted_payment_method_save", "always")

    def test_by_default(self, shop: Shop, invoice: Any, payer: Payer) -> None:
        assert AccountSettings().hosted_payment_method_save == "always"
        payer.pays(CARD)
        (kept,) = shop.v1.customers.payment_methods.list(invoice.customer).data
        assert kept.card.last4 == "4242"
        # It is not made the default: nobody asked for that.
        assert shop.v1.customers.retrieve(invoice.customer).invoice_settings.default_payment_method is None

    @pytest.mark.parametrize(
        ("value", "typed", "kept"), [("never", {}, 0), ("offer", {}, 0), ("offer", {"save": "yes"}, 1)]
    )
    def test_as_the_account_wants(
        self, shop: Shop, server: Server, setting: Any, value: str, typed: dict[str, str], kept: int
    ) -> None:
        setting(value)
        invoice = shop.invoice("open")
        payer = Payer(server, invoice)
        form = payer.sees().one("section", aria_labelledby="pay-by-card")
        assert len(form.all("input", name="save")) == (value == "offer")
        payer.pays(CARD | typed)
        assert len(shop.v1.customers.payment_methods.list(invoice.customer).data) == kept


class TestHostileCallers:
    @pytest.mark.parametrize(
        "body",
        [b"", b"\xff\xfe", b"&" * 9_000, b"a=" + b"x" * 20_000, b"number", b"number=%zz&cvc=%00&expiry=%ff"],
        ids=["empty", "no text", "ampersands", "too long", "no value", "broken escapes"],
    )
    def test_any_body_is_answered_with_the_form(self, shop: Shop, invoice: Any, payer: Payer, body: bytes) -> None:
        answer = payer.post(body)
        assert answer.status == 422
        assert {button.text for button in read(answer.body).all("button")} == {"Pay $120.00"}
        assert charges_of(shop, invoice) == []

    def test_any_text_in_any_field(self, payer: Payer) -> None:
        for text in ("\0", "😀" * 300, "<script>", "' OR 1=1 --", "\u202e", "{{7*7}}", "a" * 8_000):
            for field in CARD:
                assert payer.sends(DECLINED | {field: text[:900]}).status in (303, 422)

    def test_a_wrong_token_leads_nowhere(self, payer: Payer) -> None:
        wrong = payer.path[:-1] + ("a" if payer.path[-1] != "a" else "b")
        for path in (wrong, payer.path.replace("test_", "live_"), "/i/acct_0/test_x"):
            assert payer.server.request("POST", f"{path}/pay", urlencode(CARD).encode(), key=None).status == 404

    def test_no_other_verb_pays(self, payer: Payer) -> None:
        host = urlsplit(payer.server.url).netloc
        for verb in ("PUT", "PATCH", "DELETE"):
            connection = http.client.HTTPConnection(host, timeout=10)
            connection.request(verb, f"{payer.path}/pay", body=urlencode(CARD))
            assert connection.getresponse().status == 405
            connection.close()

    def test_the_form_may_be_sent_here_alone(self, payer: Payer) -> None:
        for answer in (payer.server.request("GET", payer.path, key=None), payer.sends({}), payer.sends(CARD)):
            policy = answer.headers["content-security-policy"]
            assert "form-action 'self'" in policy
            assert "default-src 'none'" in policy
            assert answer.headers["cache-control"] == "private, no-store"


def test_live_money_has_no_form(server: Server, live: stripe.StripeClient) -> None:
    shop = Shop(live)
    invoice = shop.invoice("open")
    payer = Payer(server, invoice)
    assert payer.sees().all("form") == []
    answer = payer.sends(CARD)
    assert answer.status in (303, 422)
    assert shop.v1.invoices.retrieve(invoice.id).status == "open"
    assert shop.v1.charges.list({"customer": invoice.customer}).data == []
