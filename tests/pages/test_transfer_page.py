"""Where the payer is told to send a bank transfer: on the page of an invoice, and on a page of its own."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest
import stripe
from tests.builders import Shop, refused
from tests.conftest import Server, run_billhook
from tests.pages.document import Element, read
from tests.pages.test_paying_page import Payer
from tests.rooms.cash_balances.test_cash_balances import send
from tests.rooms.payments.test_bank_transfers import pay, payer
from tests.stories.test_bank_transfers import BOTH, BY_TRANSFER, intent_of, owed

from billhook.documents.drawn_code import drawn_code
from billhook.documents.statement import TransferAccount
from billhook.hosted.transfers import _code


def pairs(section: Element) -> dict[str, str]:
    """What a list of labels and values says."""
    return {row.one("dt").text: row.one("dd").text for row in section.all("div") if row.all("dt")}


def transfer(page: Element) -> Element:
    return page.one("section", aria_labelledby="pay-by-transfer")


class TestOnAnInvoice:
    def test_where_a_transfer_is_the_only_way(self, server: Server, shop: Shop) -> None:
        invoice = owed(shop, payer(shop))
        seen = Payer(server, invoice).sees()
        told = intent_of(shop, invoice).next_action.display_bank_transfer_instructions
        iban = told.financial_addresses[0].iban
        spaced = " ".join(iban.iban[n : n + 4] for n in range(0, len(iban.iban), 4))
        assert pairs(transfer(seen)) == {
            "Amount": "€100.00", "Reference": invoice.number, "Account holder": "Billhook account", "IBAN": spaced,
            "BIC": iban.bic,
        }  # fmt: skip
        assert len(transfer(seen).all("svg")) == 1
        assert seen.all("form") == []
        # It waits for a transfer and for no consent.
        assert seen.all("div", role="note") == []

    def test_beside_a_card_it_is_folded(self, server: Server, shop: Shop) -> None:
        settings = BY_TRANSFER | {"payment_method_types": BOTH}
        seen = Payer(server, owed(shop, payer(shop), payment_settings=settings)).sees()
        assert len(seen.all("form")) == 1
        assert len(transfer(seen).all("details")) == 1

    def test_nobody_is_shown_a_way_that_is_not_allowed(self, server: Server, shop: Shop) -> None:
        settings = {"payment_method_types": ["card"]}
        seen = Payer(server, owed(shop, payer(shop), payment_settings=settings)).sees()
        assert seen.all("section", aria_labelledby="pay-by-transfer") == []

    def test_what_came_in_already(self, server: Server, shop: Shop) -> None:
        customer = payer(shop)
        other, invoice = owed(shop, customer, 4_000), owed(shop, customer)
        send(shop, customer, 6_000, reference=invoice.number)
        shown = transfer(Payer(server, invoice).sees())
        assert "€60.00 has been received. €40.00 is still due." in shown.text
        assert pairs(shown)["Amount"] == "€40.00"
        # Whoever sends just that has paid, though another invoice would fit it better.
        send(shop, customer, 4_000, reference=invoice.number)
        seen = Payer(server, invoice).sees()
        assert seen.all("section", aria_labelledby="pay-by-transfer") == []
        assert "Bank transfer" in seen.text
        assert shop.v1.invoices.retrieve(other.id).status == "open"

    def test_by_hand_nothing_that_came_in_is_promised(self, server: Server, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=6_000)
        assert pairs(transfer(Payer(server, owed(shop, customer)).sees()))["Amount"] == "€100.00"

    def test_dollars_have_two_accounts_and_no_code(self, server: Server, shop: Shop) -> None:
        settings = {"payment_method_types": ["customer_balance"]}
        invoice = owed(shop, payer(shop), currency="usd", payment_settings=settings)
        shown = transfer(Payer(server, invoice).sees())
        assert [heading.text for heading in shown.all("h3")] == [
            "From a bank in the United States", "From a bank elsewhere",
        ]  # fmt: skip
        assert shown.all("svg") == []

    def test_in_live_mode_it_is_the_account_of_the_issuer(self, server: Server, live: stripe.StripeClient) -> None:
        there = Shop(live)
        customer = there.customer()
        with refused(
            "There is no account to send a bank transfer of type eu_bank_transfer to. In live mode, tell your own with "
            "`billhook settings set bank_iban`; only eu_bank_transfer can be sent there."
        ):
            owed(there, customer)
        run_billhook(server, "settings", "set", "bank_iban", "DE89 3704 0044 0532 0130 00")
        run_billhook(server, "settings", "set", "bank_bic", "COBADEFFXXX")
        try:
            seen = Payer(server, owed(there, customer)).sees()
        finally:
            run_billhook(server, "settings", "set", "bank_iban", "")
            run_billhook(server, "settings", "set", "bank_bic", "")
        shown = pairs(transfer(seen))
        assert (shown["IBAN"], shown["BIC"]) == ("DE89 3704 0044 0532 0130 00", "COBADEFFXXX")
        assert "does not exist" not in transfer(seen).text


GERMAN, FRENCH = "DE89 3704 0044 0532 0130 00", "FR14 2004 1010 0505 0001 3M02 606"


@pytest.fixture
def own_account(server: Server) -> Iterator[None]:
    """The issuer's account in live mode."""
    run_billhook(server, "settings", "set", "bank_iban", GERMAN)
    yield
    run_billhook(server, "settings", "set", "bank_iban", "")
    run_billhook(server, "settings", "set", "payment_instructions", "")


def paper_of(server: Server, invoice: Any) -> str:
    pdf = server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.usefixtures("own_account")
class TestTheAccountThatAnInvoiceHasTold:
    def test_stays_when_the_settings_change(self, server: Server, live: stripe.StripeClient) -> None:
        invoice = owed(Shop(live), Shop(live).customer())
        own_page = urlsplit(
            intent_of(Shop(live), invoice).next_action.display_bank_transfer_instructions.hosted_instructions_url
        ).path
        for changed in (FRENCH, ""):
            run_billhook(server, "settings", "set", "bank_iban", changed)
            assert pairs(transfer(Payer(server, invoice).sees()))["IBAN"] == GERMAN
            assert pairs(read(server.request("GET", own_page, key=None).body))["IBAN"] == GERMAN
            assert GERMAN in paper_of(server, invoice)

    def test_is_told_when_an_open_invoice_allows_transfers_and_once_only(
        self, server: Server, live: stripe.StripeClient
    ) -> None:
        shop = Shop(live)
        invoice = owed(shop, shop.customer(), payment_settings={"payment_method_types": ["card"]})
        assert GERMAN not in paper_of(server, invoice)
        shop.v1.invoices.update(invoice.id, {"payment_settings": BY_TRANSFER})
        run_billhook(server, "settings", "set", "bank_iban", FRENCH)
        shop.v1.invoices.update(invoice.id, {"payment_settings": BY_TRANSFER | {"payment_method_types": BOTH}})
        assert pairs(transfer(Payer(server, invoice).sees()))["IBAN"] == GERMAN
        paper = paper_of(server, invoice)
        assert (GERMAN in paper, FRENCH in paper) == (True, False)

    def test_a_live_invoice_that_names_nobody_is_told_in_the_log(
        self, server: Server, live: stripe.StripeClient
    ) -> None:
        invoice = owed(Shop(live), Shop(live).customer())
        log = server.data_dir.with_name(f"{server.data_dir.name}.log").read_text()
        (line,) = [line for line in log.splitlines() if "does not say who issued it" in line and invoice.id in line]
        for name in ("business_name", "business_line1", "business_city"):
            assert name in line

    def test_is_not_repeated_by_the_instructions(self, server: Server, live: stripe.StripeClient) -> None:
        shop = Shop(live)
        run_billhook(server, "settings", "set", "payment_instructions", f"Our IBAN is {GERMAN.replace(' ', '')}.")
        seen = Payer(server, owed(shop, shop.customer())).sees()
        assert seen.all("section", aria_labelledby="how-to-pay") == []
        assert pairs(transfer(seen))["IBAN"] == GERMAN
        run_billhook(server, "settings", "set", "payment_instructions", "Or come and pay in cash.")
        seen = Payer(server, owed(shop, shop.customer())).sees()
        assert "pay in cash" in seen.one("section", aria_labelledby="how-to-pay").text


class TestOnAPageOfItsOwn:
    def url(self, intent: Any) -> str:
        path: str = urlsplit(intent.next_action.display_bank_transfer_instructions.hosted_instructions_url).path
        return path

    def sees(self, server: Server, path: str) -> Element:
        answer = server.request("GET", path, key=None)
        assert answer.status == 200
        return read(answer.body)

    def test_from_the_first_to_the_last_cent(self, server: Server, shop: Shop) -> None:
        customer = payer(shop)
        intent = pay(shop, customer)
        path = self.url(intent)
        seen = self.sees(server, path)
        assert (seen.one("main").attributes["data-state"], pairs(seen)["Amount"]) == ("waiting", "€10.00")
        reference = pairs(seen)["Reference"]
        assert reference == intent.next_action.display_bank_transfer_instructions.reference
        send(shop, customer, 400, reference=reference)
        seen = self.sees(server, path)
        assert pairs(seen)["Amount"] == "€6.00"
        assert "€4.00 has been received" in seen.text
        send(shop, customer, 600)
        assert self.sees(server, path).one("main").attributes["data-state"] == "succeeded"

    def test_what_is_off(self, server: Server, shop: Shop) -> None:
        intent = pay(shop, payer(shop))
        shop.v1.payment_intents.cancel(intent.id)
        seen = self.sees(server, self.url(intent))
        assert "Please do not send any money." in seen.text
        assert pairs(seen) == {}

    def test_the_secret_alone_opens_it(self, server: Server, shop: Shop) -> None:
        path = self.url(pay(shop, payer(shop)))
        before, token, intent = path.rsplit("/", 2)
        wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
        other = pay(shop, payer(shop)).id
        for elsewhere in (f"{before}/{wrong}/{intent}", f"{before}/{token}/{other}", f"{before}/{token}/pi_none"):
            assert server.request("GET", elsewhere, key=None).status == 404, elsewhere
        # Nor does it lead to the page on which a holder agrees.
        agree = path.replace("/bank_transfers/", "/authenticate/")
        assert server.request("GET", agree, key=None).status == 404
        assert server.request("POST", agree, {"outcome": "complete"}, key=None).status == 404


class TestTheCode:
    """EPC069-12: twelve lines, of which the last ones may be left out."""

    def drawn(self, name: str, minor: int, bic: str = "COBADEFFXXX", reference: str = "INV-1") -> Any:
        details = {"account_holder_name": name, "bic": bic, "iban": "DE89370400440532013000"}
        return _code([TransferAccount("iban", details)], minor, "eur", reference, "A code", is_test=False)

    @pytest.mark.parametrize(
        ("name", "minor", "bic", "lines"),
        [
            ("Nordlicht GmbH", 12_345, "COBADEFFXXX",
             "BCD|002|2|SCT|COBADEFFXXX|Nordlicht GmbH|DE89370400440532013000|EUR123.45|||INV-1"),
            ("Müller & Söhne", 10_000, "",
             "BCD|002|2|SCT||Müller & Söhne|DE89370400440532013000|EUR100|||INV-1"),
            ("  Two\nlines ", 1, "", "BCD|002|2|SCT||Two lines|DE89370400440532013000|EUR0.01|||INV-1"),
        ],
    )  # fmt: skip
    def test_what_it_says(self, name: str, minor: int, bic: str, lines: str) -> None:
        said = "\n".join(lines.split("|")).encode("iso-8859-1")
        wanted = drawn_code(said)
        drawn = self.drawn(name, minor, bic)
        path = (
            wanted.svg_inline(scale=1, border=4, omitsize=True, lineclass=None).partition(' d="')[2].partition('"')[0]
        )
        assert path
        assert f'd="{path}"' in drawn

    @pytest.mark.parametrize(("name", "minor"), [("x", 0), ("x", 100_000_000_000), ("😀" * 70, 100)])
    def test_what_has_none(self, name: str, minor: int) -> None:
        assert self.drawn(name, minor) is None
