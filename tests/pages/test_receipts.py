"""The receipt of a payment: what was taken, how, and what of it went back; for whoever has its address."""

import io
from typing import Any

import pypdf
import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.document import Element, read
from tests.pages.test_transfer_page import pairs


def paid(shop: Shop, amount: int = 2_000, **given: Any) -> Any:
    """The charge of a payment."""
    asked: Any = {"amount": amount, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa", **given}
    return shop.v1.payment_intents.create({**asked, "expand": ["latest_charge"]}).latest_charge


def shown(server: Server, charge: Any) -> Element:
    answer = server.request("GET", charge.receipt_url.removeprefix(server.url), key=None)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "private, no-store"
    return read(answer.body)


def test_what_was_paid(server: Server, shop: Shop) -> None:
    page = shown(server, paid(shop, description="Two seats"))
    assert page.one("main").attributes["data-state"] == "paid"
    assert page.one("h1").text == "Receipt from Billhook account"
    assert page.one("strong", class_="amount").text == "$20.00"
    told = pairs(page)
    assert (told["Paid with"], told["For"]) == ("Visa •••• 4242", "Two seats")
    assert not told.keys() & {"Invoice", "Refunded", "Net paid"}
    assert page.one("p", class_="test").text == "Test mode: no real money was paid"


def test_for_an_invoice(server: Server, shop: Shop) -> None:
    invoice = shop.invoice("open")
    shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
    (charge,) = shop.v1.charges.list({"customer": str(invoice.customer)}).data
    page = shown(server, charge)
    told = pairs(page)
    assert (told["Invoice"], "For" in told) == (invoice.number, False)
    link = page.one("dl").one("a").attributes["href"]
    assert server.url + str(link) == invoice.hosted_invoice_url.partition("?")[0]
    # And back from the invoice.
    whole = read(server.request("GET", str(link), key=None).body)
    back = whole.one("section", aria_labelledby="payments").one("a").attributes["href"]
    assert server.url + str(back) == charge.receipt_url


@pytest.mark.parametrize(
    ("back", "state", "refunded", "kept"),
    [(500, "partly_refunded", "$5.00", "$15.00"), (2_000, "refunded", "$20.00", None)],
)
def test_what_went_back(
    server: Server, shop: Shop, back: int, state: str, refunded: str, kept: str | None
) -> None:  # fmt: skip
    charge = paid(shop)
    shop.v1.refunds.create({"charge": charge.id, "amount": back})
    page = shown(server, charge)
    assert page.one("main").attributes["data-state"] == state
    told = pairs(page)
    assert (told["Refunded"], told.get("Net paid")) == (refunded, kept)


def paper(server: Server, charge: Any) -> str:
    """What the PDF says, without blanks."""
    answer = server.request("GET", f"{charge.receipt_url.removeprefix(server.url)}/pdf", key=None)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    pages = pypdf.PdfReader(io.BytesIO(answer.body)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_paper_of_an_invoice_repeats_what_was_paid_for(server: Server, shop: Shop) -> None:
    customer = shop.customer(name="Hartmann", preferred_locales=["de"])
    rate = shop.v1.tax_rates.create({"display_name": "MwSt.", "percentage": 19, "inclusive": False}).id
    draft = shop.empty(customer, currency="eur")
    line: Any = {"amount": 100_000, "description": "Hecke", "tax_rates": [rate]}
    shop.v1.invoices.add_lines(draft.id, {"lines": [line]})
    invoice = shop.v1.invoices.finalize_invoice(draft.id)
    shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
    (charge,) = shop.v1.charges.list({"customer": str(invoice.customer)}).data
    shop.v1.refunds.create({"charge": charge.id, "amount": 19_000})
    text = paper(server, charge)
    for part in (
        "Zahlungsbeleg", invoice.number, "Visa••••4242", "Hartmann", "Hecke", "1.190,00€bezahltam",
        "MwSt.(19%auf1.000,00€)190,00€", "Gesamtbetrag1.190,00€", "Bezahlt1.190,00€", "-190,00€", "1.000,00€",
    ):  # fmt: skip
        assert part in text, part
    # Nothing on it asks for money.
    assert "fällig" not in text
    # And the page of the invoice leads to it.
    seen = read(server.request("GET", invoice.hosted_invoice_url.removeprefix(server.url), key=None).body)
    leads = [link.attributes["href"] for link in seen.one("main").all("a", class_="button-quiet")]
    assert leads == [f"{charge.receipt_url.removeprefix(server.url)}/pdf"]


def test_the_paper_of_another_payment_names_the_payment(server: Server, shop: Shop) -> None:
    charge = paid(shop, description="Two seats")
    assert shown(server, charge).one("a", class_="button").attributes["href"].endswith(f"/{charge.id}/pdf")
    text = paper(server, charge)
    for part in ("Receipt", charge.id, "Twoseats", "$20.00paidon", "Visa••••4242"):
        assert part in text, part


def test_what_was_released_was_never_paid(server: Server, shop: Shop) -> None:
    held = shop.v1.payment_intents.create(
        {
            "amount": 2_000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa",
            "capture_method": "manual", "expand": ["latest_charge"],
        }
    )  # fmt: skip
    assert held.latest_charge.receipt_url is None  # type: ignore[union-attr]
    shop.v1.payment_intents.capture(held.id, {"amount_to_capture": 1_500})
    page = shown(server, shop.v1.charges.retrieve(held.latest_charge.id))  # type: ignore[union-attr]
    assert page.one("main").attributes["data-state"] == "paid"
    assert (page.one("strong", class_="amount").text, "Refunded" in pairs(page)) == ("$15.00", False)


def test_there_is_none_of_what_was_not_paid(shop: Shop) -> None:
    debit: Any = {"payment_method": "pm_sepaDebit_failedDelayed_at", "currency": "eur"}
    mandate: Any = {"mandate_data": {"customer_acceptance": {"type": "offline"}}}
    assert paid(shop, **debit, **mandate).receipt_url is None


def test_the_token_alone_opens_it(server: Server, shop: Shop) -> None:
    first, second = paid(shop), paid(shop)
    path = first.receipt_url.removeprefix(server.url)
    start, _, _ = path.rpartition("/")
    for wrong in (
        f"{start}/{second.id}", f"{start}/ch_none", f"{start}/%00", f"{start[:-1]}x/{first.id}", f"{start}x/{first.id}",
        path.replace("/test_", "/live_"),
    ):  # fmt: skip
        for address in (wrong, f"{wrong}/pdf"):
            assert server.request("GET", address, key=None).status == 404, address
