"""The payer in front of his browser (invoicing.md §11). Scripts are off: the page must not need them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opening
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.payments.bank import time_passes

CARD, DECLINED, SECURE = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0027 6000 3184"
PAY = "Pay $120.00"


def type_card(page: Page, number: str) -> None:
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expires").fill("12 / 34")
    page.get_by_label("Security code").fill("123")


def pay(page: Page, number: str) -> None:
    type_card(page, number)
    page.get_by_role("button", name=PAY).click()


def expect_paid(page: Page) -> None:
    expect(page.get_by_text("Status: Paid")).to_be_visible()
    expect(page.get_by_role("button", name=PAY)).to_have_count(0)


def charges_made_of(shop: Shop, invoice: Any) -> list[Any]:
    return list(shop.v1.charges.list({"customer": invoice.customer}).data)


def charges_of(shop: Shop, invoice: Any) -> list[str]:
    return [charge.status for charge in charges_made_of(shop, invoice)]


@pytest.fixture
def invoice(shop: Shop) -> Any:
    return shop.invoice("open")


def test_with_a_card(shop: Shop, invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    pay(page, CARD)
    expect_paid(page)
    expect(page.get_by_text("Visa •••• 4242")).to_be_visible()
    assert page.url == invoice.hosted_invoice_url
    assert shop.v1.invoices.retrieve(invoice.id).status == "paid"


def test_from_an_account(shop: Shop, server: Server, opening: Opening) -> None:
    invoice = shop.invoice("open", currency="eur")
    page = opening(invoice.hosted_invoice_url)
    page.get_by_role("heading", name="Pay by SEPA debit").click()
    page.get_by_label("IBAN").fill("DE89 3704 0044 0532 0130 00")
    page.get_by_label("Name of the account holder").fill("Jenny Rosen")
    page.get_by_label("E-mail").fill("jenny@example.com")
    page.get_by_role("button", name="Pay €120.00").last.click()
    expect(page.get_by_text("Your payment is being processed")).to_be_visible()
    intent = charges_made_of(shop, invoice)[0].payment_intent
    with ThreadPoolExecutor() as beside:  # an event loop is running here
        beside.submit(time_passes, server, intent).result()
    page.reload()
    expect_paid(page)
    expect(page.get_by_text("SEPA debit •••• 3000")).to_be_visible()


def test_declined_then_with_another_card(shop: Shop, invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    pay(page, DECLINED)
    expect(page.get_by_text("Your card was declined. You have not been charged.")).to_be_visible()
    pay(page, CARD)
    expect_paid(page)
    assert charges_of(shop, invoice) == ["succeeded", "failed"]


def test_with_the_consent_of_the_bank(shop: Shop, invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    pay(page, SECURE)
    expect(page.get_by_role("heading", name="Confirm your payment")).to_be_visible()
    page.get_by_role("button", name="Complete").click()
    expect_paid(page)
    assert charges_of(shop, invoice) == ["succeeded"]


def test_without_the_consent_of_the_bank(shop: Shop, invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    pay(page, SECURE)
    page.get_by_role("button", name="Fail").click()
    expect(page.get_by_text("The last payment did not go through")).to_be_visible()
    pay(page, CARD)
    expect_paid(page)


def test_a_slip_keeps_what_may_be_kept(invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    page.get_by_label("Name on card").fill("Jenny Rosen")
    pay(page, "4242 4242 4242 4241")
    expect(page.get_by_label("Card number")).to_have_accessible_description("Your card number is incorrect.")
    expect(page.get_by_label("Name on card")).to_have_value("Jenny Rosen")
    expect(page.get_by_label("Security code")).to_have_value("")
    pay(page, CARD)
    expect_paid(page)


def test_with_the_keyboard_alone(invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    for _ in range(20):
        if page.get_by_label("Card number").evaluate("field => field === document.activeElement"):
            break
        page.keyboard.press("Tab")
    for text in (CARD, "12/34", "123", "Jenny Rosen"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=PAY)).to_be_focused()
    page.keyboard.press("Enter")
    expect_paid(page)


def test_an_impatient_finger(shop: Shop, invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    type_card(page, CARD)
    button = page.get_by_role("button", name=PAY)
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    assert place is not None
    # The bare mouse: a click of Playwright's waits for the navigations that the click before it began.
    page.mouse.click(place["x"] + 20, place["y"] + 10, click_count=3, delay=5)
    expect_paid(page)
    assert charges_of(shop, invoice) == ["succeeded"]


def test_back_and_reload(shop: Shop, invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    pay(page, DECLINED)
    pay(page, CARD)
    expect_paid(page)
    page.go_back()
    expect_paid(page)
    page.reload()
    expect_paid(page)
    page.go_back()
    expect_paid(page)
    assert charges_of(shop, invoice) == ["succeeded", "failed"]


def test_two_tabs(shop: Shop, invoice: Any, opening: Opening) -> None:
    one, two = opening(invoice.hosted_invoice_url), opening(invoice.hosted_invoice_url)
    type_card(two, CARD)
    pay(one, CARD)
    expect_paid(one)
    two.get_by_role("button", name=PAY).click()
    expect_paid(two)
    assert charges_of(shop, invoice) == ["succeeded"]
