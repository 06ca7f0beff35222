"""Lines from a spreadsheet: shown as they were understood, and added all or none."""

from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Visitor

ROWS = "Item\tQty\tPrice\tVAT\nHedge\t2.5\t120\tPasted VAT\nTravel\t1\t40\t"


@pytest.fixture
def draft(shop: Shop) -> Any:
    """One with a line over $120.00."""
    return shop.invoice("draft")


@pytest.fixture(scope="module")
def vat(server: Server) -> Any:
    return server.client.v1.tax_rates.create({"display_name": "Pasted VAT", "percentage": 19, "inclusive": False})


def test_rows_are_shown_and_then_added(owner: Visitor, shop: Shop, draft: Any, vat: Any) -> None:
    path = f"/invoices/{draft.id}/paste"
    shown = owner.send(path, {"text": ROWS, "do": "read"})
    cells = [[cell.text for cell in row.all("td")] for row in shown.page.one("tbody").all("tr")]
    assert cells == [["2", "Hedge", "2.5", "120.00", "With tax"], ["3", "Travel", "1", "40.00", "No tax"]]
    assert len(shop.v1.invoices.retrieve(draft.id).lines.data) == 1
    fields = {name: shown.value(name) for name in ("csrf", "key", "version")} | {"text": ROWS, "do": "add"}
    assert owner.follow(owner.post(path, fields)).page.one("p", aria_label="Notice").text == "2 lines are added."
    after = shop.v1.invoices.retrieve(draft.id)
    assert [line.description for line in after.lines.data][1:] == ["Hedge", "Travel"]
    # 120 + 2.5 × 120 + 40, and 19 % of 300.
    assert (after.subtotal, after.total) == (46_000, 51_700)
    owner.post(path, fields)  # the same form once more
    assert len(shop.v1.invoices.retrieve(draft.id).lines.data) == 3


def test_nothing_is_added_if_one_row_is_wrong(owner: Visitor, shop: Shop, draft: Any) -> None:
    seen = owner.send(f"/invoices/{draft.id}/paste", {"text": "Hedge\t120\nTravel\tmuch", "do": "add"})
    assert seen.status == 422
    assert "1 row cannot be read. Nothing was added." in seen.page.one("div", role="alert").text
    assert seen.value("text") == "Hedge 120 Travel much"
    assert len(shop.v1.invoices.retrieve(draft.id).lines.data) == 1


def test_a_draft_that_changed_meanwhile_is_told(owner: Visitor, shop: Shop, draft: Any) -> None:
    path = f"/invoices/{draft.id}/paste"
    shown = owner.send(path, {"text": "Hedge\t120", "do": "read"})
    shop.v1.invoices.update(draft.id, {"description": "Changed"})
    fields = {name: shown.value(name) for name in ("csrf", "key", "version")}
    seen = owner.post(path, {**fields, "text": "Hedge\t120", "do": "add"})
    assert seen.status == 422
    assert "Somebody changed this invoice since you read it." in seen.page.one("div", role="alert").text
    assert len(shop.v1.invoices.retrieve(draft.id).lines.data) == 1


def test_more_lines_than_fit_are_refused(owner: Visitor, draft: Any) -> None:
    seen = owner.send(f"/invoices/{draft.id}/paste", {"text": "Hedge\t1\n" * 250, "do": "add"})
    assert seen.status == 422
    assert "at most 250 lines; 249 more fit in here" in seen.page.one("div", role="alert").text


def test_what_is_no_draft_takes_no_rows(owner: Visitor, shop: Shop) -> None:
    assert owner.get(f"/invoices/{shop.invoice('open').id}/paste").status == 404
