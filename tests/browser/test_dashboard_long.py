"""Names without a blank and sums of twelve digits: pages keep their width, and tables what they show."""

import pytest
from tests.browser.conftest import Opening
from tests.browser.test_dashboard_usable import opened
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import owner_of

NAME = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunt"
HIDDEN = """[...document.querySelectorAll("main .bh-scroll")].filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => box.textContent.trim().slice(0, 40))"""
BROKEN = """[...document.querySelectorAll(".bh-figure dd")].filter((sum) => {
    const range = document.createRange();
    range.selectNodeContents(sum);
    return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1;
  }).map((sum) => sum.textContent.trim())"""


@pytest.fixture(scope="module")
def addresses(server: Server) -> list[str]:
    """Pages of a customer and an invoice whose words and sums are as long as they get."""
    shop = Shop(server.client)
    customer = shop.customer(name=NAME, email=f"{NAME}@example.com", description=NAME)
    shop.v1.customers.balance_transactions.create(
        customer.id, {"amount": -9_999_999_999, "currency": "usd", "description": NAME}
    )
    shop.pending(customer, 99_999_999, description=NAME)
    draft = shop.empty(customer)
    for _ in range(3):
        shop.item(draft, 99_999_999, description=NAME)
    billed = shop.empty(customer)
    shop.item(billed, 999_999_999_99, description=NAME)
    shop.v1.invoices.finalize_invoice(billed.id)
    paths = (
        f"customers/{customer.id}", f"customers/{customer.id}/balance", f"customers/{customer.id}/statement",
        f"invoices/{draft.id}",
    )  # fmt: skip
    return [f"/dashboard/test/{path}" for path in paths]


def test_long_words_and_sums_fit(server: Server, opening: Opening, addresses: list[str]) -> None:
    page, _ = opened(opening, owner_of(server), addresses[0])
    for address in addresses:
        assert page.goto(server.url + address).status == 200
        assert NAME in page.content()
        for width in (1_280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert (address, page.evaluate("document.documentElement.scrollWidth")) == (address, width)
            assert (address, width, page.evaluate(HIDDEN)) == (address, width, [])
            assert (address, width, page.evaluate(BROKEN)) == (address, width, [])
