"""The editor in Chromium while its session ends: it says so, offers to sign in, and nothing typed is lost."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import EMAIL, PASSWORD, owner_of
from tests.stories import psql


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The owner's browser."""
    aside(owner_of, server)
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/dashboard/sign-in")
    sign_in(page)
    yield page
    context.close()


def aside(work: Any, *arguments: Any) -> Any:
    """Do what has an event loop of its own: the browser's runs in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, *arguments).result()


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_nothing_typed_is_lost_when_the_session_ends(page: Page, server: Server, shop: Shop) -> None:
    customer = shop.customer(name="Weir & Son")
    page.goto(f"/dashboard/test/invoices/new?customer={customer.id}")
    saved = page.locator("#saved")
    page.get_by_role("combobox", name="Description, line 1").fill("Hedge")
    page.get_by_role("textbox", name="Unit price, line 1").fill("120")
    expect(saved).to_contain_text("Saved ")
    newest = "id = (SELECT max(id) FROM sessions)"
    aside(psql.query, server, f"UPDATE sessions SET last_seen = last_seen - 43200 WHERE {newest}")
    page.get_by_role("textbox", name="Memo").fill("Thank you for the tea")
    expect(saved).to_contain_text("Not saved: you are signed out.")
    page.get_by_role("combobox", name="Description, line 2").fill("Travel")
    page.get_by_role("textbox", name="Unit price, line 2").fill("40")
    link = saved.get_by_role("link", name="Sign in")
    # What is typed after the message is kept as well.
    is_last = re.compile("line_quantity=3").search
    with page.expect_response(lambda answer: answer.status == 401 and is_last(answer.request.post_data or "")):
        page.get_by_role("textbox", name="Quantity, line 2").fill("3")
    link.click()
    expect(page.get_by_role("status", name="Notice")).to_contain_text("what you typed is in its form again")
    sign_in(page)
    expect(page.get_by_role("textbox", name="Memo")).to_have_value("Thank you for the tea")
    expect(page.get_by_role("combobox", name="Description, line 2")).to_have_value("Travel")
    expect(page.get_by_role("textbox", name="Quantity, line 2")).to_have_value("3")
    assert "Thank" not in (shop.v1.invoices.list({"customer": customer.id}).data[0].description or "")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("status", name="Notice")).to_contain_text("The draft is saved.")
    invoice = shop.v1.invoices.list({"customer": customer.id}).data[0]
    assert (invoice.description, invoice.subtotal) == ("Thank you for the tea", 24_000)
