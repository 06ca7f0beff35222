"""The keyboard on every page of the Dashboard: the palette, the shortcuts, and that they can be turned off."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opening
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import owner_of


@pytest.fixture
def page(server: Server, opening: Opening) -> Page:
    """The owner at Home."""
    owner = owner_of(server)
    page = opening(server.url + "/healthz", scripts=True)
    host = str(urlsplit(server.url).hostname)
    page.context.add_cookies(
        [{"name": name, "value": value, "domain": host, "path": "/"} for name, value in owner.cookies.items()]
    )
    page.goto(server.url + "/dashboard/test")
    return page


def test_the_palette_finds_pages_and_objects(server: Server, page: Page) -> None:
    invoice = Shop(server.client).invoice("open")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and commands")
    expect(palette.get_by_role("option", name="Invoices", exact=True)).to_be_visible()
    page.keyboard.type("create inv")
    expect(palette.get_by_role("option")).to_have_text(["Create invoice", "Search for “create inv”"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Create invoice")).to_be_visible()
    # From within a field, too.
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.press("Control+k")
    page.keyboard.type(invoice.number)
    expect(palette.get_by_role("option", name=f"{invoice.number} $120.00 · Open")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(invoice.number)


def test_shortcuts_lead_to_pages_and_down_a_list(server: Server, page: Page) -> None:
    Shop(server.client).invoice("open")
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", name="Invoices", exact=True)).to_be_visible()
    page.keyboard.press("j")
    first = page.locator("tbody tr").nth(0).get_by_role("link").first
    expect(first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search", exact=True)).to_be_focused()
    page.keyboard.type("c")
    expect(page).to_have_url(server.url + "/dashboard/test/invoices")
    page.locator("main").focus()
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Create invoice")).to_be_visible()


def test_single_keys_can_be_turned_off(server: Server, page: Page) -> None:
    page.keyboard.press("Shift+?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Search and commands")
    sheet.get_by_role("button", name="Turn off single keys").click()
    expect(page.locator("body[data-single-keys]")).to_have_count(0)
    page.keyboard.press("c")
    page.keyboard.press("Shift+?")
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(server.url + "/dashboard/test")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and commands")
    expect(palette.get_by_role("option", name="Invoices", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    page.get_by_text("Anna Berg").click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    sheet.get_by_role("button", name="Turn on single keys").click()
    expect(page.locator("body[data-single-keys]")).to_have_count(1)
