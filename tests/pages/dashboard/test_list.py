"""The list of invoices: tabs, filters, pages and the CSV file."""

import csv
import io
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.stories.psql import query

from billhook.dashboard.csv_files import amount, defused


def ids(seen: Seen) -> list[str]:
    """The invoices of a page, by the links of their numbers."""
    links = [link.attributes.get("href", "") for row in seen.page.all("tbody") for link in row.all("a")]
    return [link.rpartition("/")[2] for link in links]


@pytest.fixture
def customer(shop: Shop) -> Any:
    return shop.v1.customers.create({"name": "List & Sons", "email": "list@example.com"})


def draft(shop: Shop, customer: Any, **more: Any) -> Any:
    return shop.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 30, **more}
    )


def test_newest_first_in_pages_of_25(owner: Visitor, shop: Shop, customer: Any) -> None:
    made = [draft(shop, customer).id for _ in range(27)][::-1]
    first = owner.get(f"/invoices?customer={customer.id}")
    assert ids(first) == made[:25]
    older = first.page.one("nav", aria_label="Pages").all("a")[-1]
    assert older.text == "Older"
    second = owner.get(older.attributes["href"])
    assert ids(second) == made[25:]
    newer = second.page.one("nav", aria_label="Pages").one("a")
    assert newer.text == "Newer"
    assert ids(owner.get(newer.attributes["href"])) == made[:25]


def test_tabs_and_filters(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    first, second = draft(shop, customer), draft(shop, customer)
    shop.v1.invoices.finalize_invoice(second.id)
    assert ids(owner.get(f"/invoices?customer={customer.id}&status=draft")) == [first.id]
    assert ids(owner.get(f"/invoices?customer={customer.id}&status=paid")) == [second.id]  # over nothing, so paid
    third = draft(shop, customer)
    shop.v1.invoice_items.create({"customer": customer.id, "invoice": third.id, "amount": 100, "currency": "usd"})
    shop.v1.invoices.finalize_invoice(third.id)
    assert ids(owner.get(f"/invoices?customer={customer.id}&status=past_due")) == []
    query(server, "UPDATE invoices SET due_date = created - 1 WHERE id = $1", third.id)
    late = owner.get(f"/invoices?customer={customer.id}&status=past_due")
    assert ids(late) == [third.id]
    assert "Past due" in [span.text for span in late.page.all("span", class_="bh-status")]
    assert ids(owner.get(f"/invoices?customer={customer.id}&created_from=2099-01-01")) == []


def test_what_is_filtered_stands_in_chips_and_can_be_removed(owner: Visitor, customer: Any) -> None:
    seen = owner.get(f"/invoices?customer={customer.id}&method=send_invoice")
    chips = {chip.text: chip.attributes["href"] for chip in seen.page.one("ul", class_="bh-chips").all("a")}
    (by_method,) = [address for words, address in chips.items() if words.startswith("Collection method")]
    assert "method" not in by_method
    assert customer.id in by_method
    assert "No invoices match" in seen.page.text


@pytest.mark.parametrize(
    "wrong", ["status=x", "created_from=yesterday", "method=x", "after=in_nothing", "customer=x%00y"]
)
def test_an_address_that_means_nothing_is_no_fault(owner: Visitor, wrong: str) -> None:
    assert owner.get(f"/invoices?{wrong}").status in (200, 400)


def test_the_csv_has_every_row_that_the_filters_find(owner: Visitor, shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "=cmd|'/c calc'!A1", "email": "csv@example.com"})
    made = [draft(shop, customer, description="+1") for _ in range(103)]
    shop.v1.invoice_items.create({"customer": customer.id, "invoice": made[0].id, "amount": 123456, "currency": "usd"})
    seen = owner.get(f"/invoices/export.csv?customer={customer.id}")
    assert seen.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(seen.content.decode())))
    assert [row["id"] for row in rows] == [invoice.id for invoice in reversed(made)]
    assert {row["customer_name"] for row in rows} == {"'=cmd|'/c calc'!A1"}
    assert {row["memo"] for row in rows} == {"'+1"}
    last = rows[-1]
    assert (last["total"], last["amount_due"], last["amount_remaining"]) == ("1234.56", "1234.56", "1234.56")
    assert (last["currency"], last["status"], last["mode"]) == ("usd", "draft", "test")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_formula_becomes_a_text(text: str) -> None:
    assert defused(text) == "'" + text


@pytest.mark.parametrize(
    ("minor", "currency", "text"), [(12345, "usd", "123.45"), (5, "jpy", "5"), (-1, "kwd", "-0.001")]
)
def test_amounts_are_plain_decimals(minor: int, currency: str, text: str) -> None:
    assert amount(minor, currency) == text
