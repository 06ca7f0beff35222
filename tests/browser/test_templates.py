"""Templates in Chromium: the sample follows what is typed, and the editor takes over the words of a template."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Opening
from tests.browser.test_dashboard_usable import opened
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import owner_of
from tests.rooms.rendering_templates.drawing import template_of


@pytest.fixture(scope="module", autouse=True)
def window(server: Server) -> str:
    """A template, made before the browser runs: an event loop runs with it, and making one needs its own."""
    return template_of(server, nickname="Window", memo="Two\nlines").id


def test_the_sample_follows_what_is_typed(server: Server, opening: Opening) -> None:
    page, _ = opened(opening, owner_of(server), "/dashboard/test/settings/templates/new")
    sample = page.frame_locator("#bh-look").get_by_role("img").first
    expect(sample).to_have_attribute("alt", "Page 1 of a sample invoice with this template")
    before = sample.get_attribute("src") or ""
    page.get_by_role("radio", name="Letter, for a window envelope").check()
    expect(sample).not_to_have_attribute("src", before)
    page.get_by_label("Brand colour").fill("blue")
    frame = page.frame_locator("#bh-look").locator("body")
    expect(frame).to_contain_text("This is not possible: it must be a colour such as #1d5fae.")


def test_the_editor_takes_over_the_words_of_a_template(
    server: Server, shop: Shop, opening: Opening, window: str
) -> None:
    draft = shop.draft(footer="Mine")
    page, _ = opened(opening, owner_of(server), f"/dashboard/test/invoices/{draft.id}/edit")
    memo = page.get_by_label("Memo")
    page.get_by_label("Template").select_option(window)
    expect(memo).to_have_value("Two\nlines")
    # Another save sends nothing of it, so the words still follow the template.
    page.get_by_label("Purchase order number").fill("PO-7")
    expect(page.locator("#editor")).not_to_have_attribute("aria-busy", "true")
    page.get_by_label("Template").select_option("none")
    expect(memo).to_have_value("")
    now = shop.v1.invoices.retrieve(draft.id)
    assert (now.rendering.template, now.description, now.footer) == (None, None, "Mine")
