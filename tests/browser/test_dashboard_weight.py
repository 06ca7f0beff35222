"""What a first visit costs: all bytes over the wire while the browser's cache is empty, every one from our own host."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect
from tests.browser.conftest import Opening
from tests.browser.test_dashboard_usable import opened
from tests.conftest import Server
from tests.examples.running import python, run
from tests.pages.dashboard.signed_in import EMAIL, PASSWORD, Visitor, owner_of

BYTES_MAX = 300_000
# A visit that costs less was not the first: the style sheets alone are more.
BYTES_MIN = 60_000


@pytest.fixture(scope="module")
def owner(server: Server) -> Visitor:
    """The owner of an account with the invoices of the demo."""
    run(python(), "demo.py", server)
    return owner_of(server)


def watched(page: Page) -> list[Request]:
    """A list that grows by each request of the page and of its frames from now on."""
    asked: list[Request] = []
    page.context.on("request", lambda request: asked.append(request))
    return asked


def weight(page: Page, asked: list[Request]) -> int:
    """Bytes of all answers as they travel, heads and bodies, once the page is loaded and all of them are there."""
    page.wait_for_load_state("networkidle")
    # A body from the browser's cache counts as the negative of its head, so that the sum of both is nothing.
    sizes = [request.sizes() for request in asked]
    return sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)


def hosts(asked: list[Request]) -> set[str]:
    return {urlsplit(request.url).netloc for request in asked}


def test_signing_in_and_home(owner: Visitor, opening: Opening) -> None:
    page = opening("about:blank", scripts=True)
    asked = watched(page)
    page.goto(owner.server.url + "/dashboard/sign-in?next=/dashboard/test")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Hartmann & Söhne GmbH")
    assert BYTES_MIN < weight(page, asked) < BYTES_MAX
    assert hosts(asked) == {urlsplit(owner.server.url).netloc}


def test_the_invoice_editor(owner: Visitor, opening: Opening) -> None:
    """With its previews, each of which is asked for when its tab is pressed."""
    draft = owner.server.client.v1.invoices.list({"status": "draft"}).data[0]
    page, _ = opened(opening, owner, "/healthz")
    asked = watched(page)
    page.goto(f"{owner.server.url}/dashboard/test/invoices/{draft.id}/edit")
    preview = page.frame_locator("#bh-look")
    expect(preview.locator("body")).to_contain_text("87.500")
    for look, slug in (("E-mail", "mail"), ("PDF", "paper")):
        weight(page, asked)  # waits for the look before, which must not be broken off
        with page.expect_response(re.compile(f"/preview/{slug}$")):
            page.get_by_role("tab", name=look).click()
    expect(preview.get_by_role("img")).to_be_visible()
    assert BYTES_MIN < weight(page, asked) < BYTES_MAX
    assert hosts(asked) == {urlsplit(owner.server.url).netloc}
