"""The payer in front of their browser, without scripts: away to another origin, and back to the truth."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Opening
from tests.stories.away import Away, away


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    with away(tmp_path_factory.mktemp("browser-away")) as found:
        yield found


@pytest.fixture
def invoice(live: Away) -> Any:
    return live.invoice()


def test_pays_there_and_sees_it_here(live: Away, invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    page.get_by_role("button", name="Pay $120.00").first.click()
    page.wait_for_url(f"{live.page.url}/pay/*")
    page.get_by_role("button", name="Pay by card").click()
    page.wait_for_url(invoice.hosted_invoice_url)
    expect(page.get_by_text("Status: Paid")).to_be_visible()
    expect(page.get_by_text("Visa •••• 4242")).to_be_visible()
    assert live.now(invoice).status == "paid"


def test_by_another_way(live: Away, invoice: Any, opening: Opening) -> None:
    page = opening(invoice.hosted_invoice_url)
    expect(page.get_by_role("heading", name="iDEAL")).to_be_visible()
    page.get_by_role("button", name="Pay $120.00").last.click()
    page.get_by_role("button", name="Pay by ideal").click()
    page.wait_for_url(invoice.hosted_invoice_url)
    expect(page.get_by_text("iDEAL")).to_be_visible()


def test_comes_back_without_paying(live: Away, invoice: Any, opening: Opening) -> None:
    """The page that waits loads itself three times, and then the invoice offers both: to go on, and to begin again."""
    page = opening(invoice.hosted_invoice_url)
    page.get_by_role("button", name="Pay $120.00").first.click()
    page.get_by_role("link", name="Back to the shop").click()
    expect(page.get_by_role("heading", name="We are waiting for your payment")).to_be_visible()
    page.wait_for_url(invoice.hosted_invoice_url, timeout=20_000)
    page.get_by_role("link", name="Go to the payment page").click()
    page.get_by_role("button", name="Pay by card").click()
    page.wait_for_url(invoice.hosted_invoice_url)
    expect(page.get_by_text("Status: Paid")).to_be_visible()


def test_paid_while_they_wait(live: Away, invoice: Any, opening: Opening) -> None:
    """The processor needs a moment after the payer is back: the page that waits shows it by itself."""
    page = opening(invoice.hosted_invoice_url)
    page.get_by_role("button", name="Pay $120.00").first.click()
    page.wait_for_url(f"{live.page.url}/pay/*")
    session = live.page.sessions[page.url.rpartition("/")[2]]
    page.get_by_role("link", name="Back to the shop").click()
    expect(page.get_by_role("heading", name="We are waiting for your payment")).to_be_visible()
    live.decides(session, "paid")
    page.wait_for_url(invoice.hosted_invoice_url, timeout=20_000)
    expect(page.get_by_text("Status: Paid")).to_be_visible()
