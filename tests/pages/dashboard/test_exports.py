"""Lists as CSV files: every row that the filters of the address find, in plain values, with nothing that runs."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import Shop
from tests.pages.dashboard.signed_in import Visitor
from tests.rooms.webhooks.receiver import eventually

FORMULA = "=cmd|'/c calc'!A1"


def rows(owner: Visitor, path: str) -> list[dict[str, str]]:
    """The rows of a file, by the names of its columns."""
    seen = owner.get(path)
    assert (seen.status, seen.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(seen.content.decode())))


def test_customers_with_what_they_were_billed(owner: Visitor, shop: Shop) -> None:
    address = {"line1": "Hauptstr. 5", "postal_code": "10115", "city": "Berlin", "country": "DE"}
    made = shop.v1.customers.create({
        "name": FORMULA, "email": "csv@billed.example", "address": address, "preferred_locales": ["de"],
        "tax_id_data": [{"type": "eu_vat", "value": "DE123456789"}], "tax_exempt": "reverse",
    })  # fmt: skip
    shop.invoice("draft", customer=made)
    shop.invoice("void", customer=made)
    shop.invoice("paid", 5_000, customer=made)
    credited = shop.invoice("open", customer=made)
    shop.v1.credit_notes.create({"invoice": credited.id, "amount": 2_000})
    shop.v1.customers.balance_transactions.create(made.id, {"amount": -250, "currency": "usd"})
    (row,) = rows(owner, "/customers/export.csv?email=csv%40billed.example")
    assert row.pop("created").endswith("+00:00")
    assert row == {
        "id": made.id, "name": f"'{FORMULA}", "email": "csv@billed.example", "phone": "", "line1": "Hauptstr. 5",
        "line2": "", "postal_code": "10115", "city": "Berlin", "state": "", "country": "DE", "tax_exempt": "reverse",
        "tax_ids": "eu_vat DE123456789", "currency": "usd", "locale": "de", "balance": "-2.50",
        # 50.00 paid and 120.00 open less the credit note over 20.00; a draft and what is void are no bills.
        "invoiced": "150.00", "paid": "50.00", "outstanding": "100.00", "past_due": "0.00", "description": "",
    }  # fmt: skip


def test_a_search_is_exported_as_it_is_shown(owner: Visitor, shop: Shop) -> None:
    found = shop.v1.customers.create({"name": "Quarzsand Export"})
    shop.v1.customers.create({"name": "Somebody else"})
    link = owner.get("/customers?q=quarzsand").page.one("a", download="")
    assert link.text == "Export CSV"
    assert [row["id"] for row in rows(owner, link.attributes["href"])] == [found.id]


def test_every_page_of_a_list_is_in_the_file_once(owner: Visitor, shop: Shop) -> None:
    # One more than a page of the file holds.
    made = [shop.v1.coupons.create({"percent_off": 12.5, "duration": "once", "id": f"PAGED{n}"}).id for n in range(101)]
    ids = [row["id"] for row in rows(owner, "/coupons/export.csv")]
    assert [id for id in ids if id in set(made)] == made[::-1]
    assert rows(owner, "/coupons/export.csv")[0]["percent_off"] == "12.5"


def test_products_with_their_default_prices(owner: Visitor, shop: Shop) -> None:
    price = {"currency": "jpy", "unit_amount": 1_200, "recurring": {"interval": "month", "interval_count": 3}}
    plain = shop.v1.products.create({"name": "Hecke", "description": "+49", "default_price_data": price})
    bare = shop.v1.products.create({"name": "Zaun", "active": False})
    found = {row["id"]: row for row in rows(owner, "/products/export.csv")}
    row = found[plain.id]
    told = ("name", "description", "status", "default_price", "price", "currency", "billing", "tax_behavior")
    assert [row[name] for name in told] == [
        "Hecke", "'+49", "active", plain.default_price, "1200", "jpy", "3 months", "unspecified",
    ]  # fmt: skip
    assert [found[bare.id][name] for name in told] == ["Zaun", "", "archived", "", "", "", "", ""]
    archived = [row["id"] for row in rows(owner, "/products/export.csv?status=archived")]
    assert bare.id in archived
    assert plain.id not in archived


@pytest.fixture
def refunded(shop: Shop) -> Any:
    """A payment of 90.00, of which 12.50 went back."""
    customer = shop.v1.customers.create({"name": "Kies GmbH", "email": "pay@kies.example"})
    intent = shop.v1.payment_intents.create({
        "amount": 9_000, "currency": "eur", "customer": customer.id, "payment_method": "pm_card_visa", "confirm": True,
        "return_url": "https://example.com",
    })  # fmt: skip
    shop.v1.refunds.create({"payment_intent": intent.id, "amount": 1_250, "reason": "duplicate"})
    return intent


def test_payments_refunds_and_entries(owner: Visitor, refunded: Any) -> None:
    (payment,) = rows(owner, f"/payments/export.csv?customer={refunded.customer}")
    told = ("id", "amount", "currency", "status", "customer_name", "method", "received", "refunded", "mode")
    assert [payment[name] for name in told] == [
        refunded.id, "90.00", "eur", "Partly refunded", "Kies GmbH", "Visa •••• 4242", "90.00", "12.50", "test",
    ]  # fmt: skip
    refund = next(row for row in rows(owner, "/refunds/export.csv") if row["payment"] == refunded.id)
    assert [refund[n] for n in ("amount", "status", "reason", "customer_name")] == [
        "12.50", "Succeeded", "duplicate", "Kies GmbH",
    ]  # fmt: skip
    entry = next(row for row in rows(owner, "/balance/export.csv?type=refund") if row["source"] == refund["id"])
    assert [entry[n] for n in ("type", "amount", "currency")] == ["refund", "-12.50", "eur"]
    assert {row["type"] for row in rows(owner, "/balance/export.csv?type=refund")} == {"refund"}


def test_credit_notes_and_disputes(owner: Visitor, shop: Shop) -> None:
    invoice = shop.invoice("open", 10_000)
    note = shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 2_500, "memo": "=1+1"})
    row = next(row for row in rows(owner, "/credit-notes/export.csv") if row["id"] == note.id)
    told = ("number", "invoice_number", "amount", "before_payment", "refunded", "status", "memo")
    assert [row[name] for name in told] == [note.number, invoice.number, "25.00", "25.00", "0.00", "issued", "'=1+1"]
    intent = shop.v1.payment_intents.create({
        "amount": 4_200, "currency": "eur", "payment_method": "pm_card_createDispute", "confirm": True,
        "return_url": "https://example.com",
    })  # fmt: skip
    eventually(lambda: shop.v1.disputes.list({"payment_intent": intent.id}).data, "the dispute")
    row = next(row for row in rows(owner, "/disputes/export.csv") if row["payment"] == intent.id)
    assert [row[name] for name in ("amount", "currency", "reason")] == ["42.00", "eur", "fraudulent"]


def test_the_file_is_named_after_its_filters(owner: Visitor) -> None:
    seen = owner.get("/payments/export.csv?status=failed&created_from=2026-01-01")
    assert seen.headers["content-disposition"] == (
        'attachment; filename="payments-test-status-failed-created_from-2026-01-01.csv"'
    )


def test_an_analyst_may_export(somebody: Callable[[str], Visitor], shop: Shop) -> None:
    shop.customer()
    analyst = somebody("analyst")
    assert analyst.get("/customers/export.csv").status == 200
    assert "Export CSV" in analyst.get("/customers").page.one("main").text
