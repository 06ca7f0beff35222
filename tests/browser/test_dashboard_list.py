"""The list of invoices in Chromium: ticking, asking, watching a run, and picking a customer."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect
from tests.browser.conftest import Opening
from tests.browser.program import axe
from tests.browser.test_dashboard_usable import opened
from tests.browser.test_usable import RULES
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import owner_of


def by_the_rules(page: Page) -> None:
    page.evaluate(axe())
    told: Any = page.evaluate(f"() => axe.run(document, {json.dumps({'runOnly': {'type': 'tag', 'values': RULES}})})")
    assert [(each["id"], each["nodes"][0]["html"]) for each in told["violations"]] == []


def test_rows_are_ticked_asked_about_and_watched(server: Server, shop: Shop, opening: Opening) -> None:
    customer = shop.customer(name="Tick & Tack", email="tick@example.com")
    invoices = [shop.invoice("open", customer=customer) for _ in range(3)]
    page, _ = opened(opening, owner_of(server), "/dashboard/test/invoices")
    # Whoever is chosen from the list is meant by the filter.
    page.get_by_role("button", name="Filters").click()
    field = page.get_by_role("combobox", name="Customer")
    field.press_sequentially("tick@ex")
    page.get_by_role("option", name=re.compile("Tick & Tack")).first.click()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url(re.compile(f"/invoices\\?customer={customer.id}$"))
    expect(page.get_by_role("button", name="Remove filter Customer: Tick & Tack")).to_be_visible()
    selected = page.get_by_role("region", name="Selected invoices")
    expect(selected).to_be_hidden()
    page.get_by_role("checkbox", name=f"Select {invoices[0].number}").check()
    expect(selected).to_contain_text("1 selected")
    page.get_by_role("checkbox", name="Select all on this page").check()
    expect(selected).to_contain_text("3 selected")
    by_the_rules(page)
    page.get_by_role("checkbox", name=f"Select {invoices[0].number}").uncheck()
    selected.get_by_role("button", name="Void").click()
    # The box for all is unticked again, so the one that was unticked is not among them.
    expect(page.get_by_role("heading", name="Void 2 invoices?")).to_be_visible()
    by_the_rules(page)
    page.get_by_role("button", name="Void invoices").click()
    expect(page.get_by_role("progressbar", name="Voiding invoices")).to_be_visible()
    # The page asks by itself until it is finished.
    expect(page.get_by_role("status", name="Progress")).to_contain_text("2 of 2 settled: 2 voided, 0 refused. Finished")
    expect(page.get_by_role("heading", name="2 invoices voided")).to_be_visible()
    assert [shop.v1.invoices.retrieve(invoice.id).status for invoice in invoices] == ["open", "void", "void"]
