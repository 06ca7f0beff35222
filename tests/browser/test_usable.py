"""Every state of the payer's pages for those who see little or use no mouse, by the rules of axe, and on a phone."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Opening
from tests.browser.program import axe
from tests.browser.test_paying import CARD, DECLINED, SECURE, pay
from tests.builders import Shop
from tests.conftest import Server
from tests.nightly import usual
from tests.pages.test_links import aged, sent
from tests.rooms.payments.test_bank_transfers import pay as transfer
from tests.rooms.payments.test_bank_transfers import payer
from tests.rooms.payments.test_deposits import debit
from tests.stories.test_bank_transfers import BOTH, BY_TRANSFER, owed

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def as_sent(_shop: Shop, _invoice: Any, _page: Page) -> None:
    pass


def with_a_slip(_shop: Shop, _invoice: Any, page: Page) -> None:
    pay(page, "4242 4242 4242 4241")


def declined(_shop: Shop, _invoice: Any, page: Page) -> None:
    pay(page, DECLINED)


def at_the_bank(_shop: Shop, _invoice: Any, page: Page) -> None:
    pay(page, SECURE)


def to_confirm(_shop: Shop, invoice: Any, page: Page) -> None:
    pay(page, SECURE)
    page.goto(invoice.hosted_invoice_url)


def paid(_shop: Shop, _invoice: Any, page: Page) -> None:
    pay(page, CARD)


def void(shop: Shop, invoice: Any, page: Page) -> None:
    shop.v1.invoices.void_invoice(invoice.id)
    page.reload()


def debited(shop: Shop, _invoice: Any, page: Page) -> None:
    """The form for an account, unfolded and filled in wrongly."""
    page.goto(shop.invoice("open", currency="eur").hosted_invoice_url)
    page.get_by_role("heading", name="Pay by SEPA debit").click()
    page.get_by_label("E-mail").fill("jenny")
    page.get_by_role("button", name="Pay €120.00").last.click()


def at_the_mandate(shop: Shop, _invoice: Any, page: Page) -> None:
    debit = {"amount": 500, "currency": "eur", "payment_method": "pm_sepaDebit_success_de", "confirm": True}
    given = {"mandate_data": {"customer_acceptance": {"type": "offline"}}, "expand": ["latest_charge"]}
    charge = shop.v1.payment_intents.create({**debit, **given}).latest_charge
    mandate = shop.v1.mandates.retrieve(charge.payment_method_details.sepa_debit.mandate)
    page.goto(mandate.payment_method_details.sepa_debit.url)


def by_transfer(shop: Shop, _invoice: Any, page: Page) -> None:
    """The instructions beside a card, unfolded."""
    page.goto(owed(shop, payer(shop), payment_settings=BY_TRANSFER | {"payment_method_types": BOTH}).hosted_invoice_url)
    page.get_by_role("heading", name="Pay by bank transfer").click()


def at_the_instructions(shop: Shop, _invoice: Any, page: Page) -> None:
    intent = transfer(shop, payer(shop))
    page.goto(intent.next_action.display_bank_transfer_instructions.hosted_instructions_url)


def at_the_receipt(shop: Shop, _invoice: Any, page: Page) -> None:
    given: Any = {"amount": 500, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    charge = shop.v1.payment_intents.create({**given, "expand": ["latest_charge"]}).latest_charge
    shop.v1.refunds.create({"charge": charge.id, "amount": 100})  # type: ignore[union-attr]
    page.goto(charge.receipt_url)  # type: ignore[union-attr,arg-type]


def asked_for_deposits(shop: Shop, _invoice: Any, page: Page) -> None:
    """With a code that is wrong."""
    intent = debit(shop)
    page.goto(intent.next_action.verify_with_microdeposits.hosted_verification_url)
    page.get_by_label("Code").fill("SM00XX")
    page.get_by_role("button", name="Verify").click()


def portal_of(shop: Shop) -> str:
    """The address of the portal of somebody with a bit of everything."""
    customer = shop.customer(tax_id_data=[{"type": "eu_vat", "value": "DE123456789"}])
    shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    shop.v1.customers.balance_transactions.create(customer.id, {"amount": -500, "currency": "usd"})
    paid = shop.invoice("open", customer=customer)
    shop.v1.invoices.pay(paid.id, {"payment_method": "pm_card_visa"})
    shop.v1.credit_notes.create({"invoice": paid.id, "amount": 100, "credit_amount": 100})
    shop.invoice("open", 123_456_789_012, customer=customer)
    given = {"customer": customer.id, "return_url": "https://shop.example/"}
    return str(shop.v1.billing_portal.sessions.create(given).url)


def at_the_portal(shop: Shop, _invoice: Any, page: Page) -> None:
    page.goto(portal_of(shop))


def at_the_payments(shop: Shop, _invoice: Any, page: Page) -> None:
    page.goto(f"{portal_of(shop)}/payments")


def at_the_details(shop: Shop, _invoice: Any, page: Page) -> None:
    """From the right, with a form that was not taken."""
    page.goto(f"{portal_of(shop)}/details?locale=ar")
    page.locator("main summary").click()
    page.locator("main details button").click()


STATES = (
    as_sent,
    debited,
    at_the_mandate,
    by_transfer,
    at_the_instructions,
    at_the_receipt,
    asked_for_deposits,
    at_the_portal,
    at_the_payments,
    at_the_details,
    with_a_slip,
    declined,
    at_the_bank,
    to_confirm,
    paid,
    void,
)


@pytest.mark.parametrize("reach", STATES, ids=lambda reach: reach.__name__)
def test_by_the_rules(shop: Shop, opening: Opening, reach: Callable[[Shop, Any, Page], None]) -> None:
    invoice = shop.invoice("open")
    page = opening(invoice.hosted_invoice_url, scripts=True, viewport={"width": 1_280, "height": 900})
    reach(shop, invoice, page)
    judge(page)


def test_a_link_that_is_over(server: Server, shop: Shop, opening: Opening) -> None:
    """The form is sent without scripts, and so is what is told then."""
    # Playwright has a loop of its own in this thread, so the database is asked in another.
    with ThreadPoolExecutor(1) as beside:
        invoice = beside.submit(sent, server, shop, "usable@example.com").result()
        beside.submit(aged, server, invoice, 61).result()
    page = opening(invoice.hosted_invoice_url, scripts=True)
    assert page.get_by_role("heading").inner_text() == "This link has expired"
    judge(page)
    page.get_by_label("E-mail").fill("usable@example.com")
    page.get_by_role("button", name="Send a new link").click()
    assert "on its way" in page.get_by_role("status").inner_text()
    judge(page)


def judge(page: Page) -> None:
    """In both schemes, wide and narrow: at night in all four, else wide in light and narrow in dark."""
    page.evaluate(axe())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in usual([1_280, 320], [1_280 if scheme == "light" else 320]):
            page.set_viewport_size({"width": width, "height": 900})
            asked = json.dumps({"runOnly": {"type": "tag", "values": RULES}})
            found = page.evaluate(f"() => axe.run(document, {asked})")
            wrong = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
            assert (scheme, width, wrong) == (scheme, width, [])
            assert len(found["passes"]) > 15
            # Nothing is to be pushed sideways.
            assert page.evaluate("document.documentElement.scrollWidth") <= width
