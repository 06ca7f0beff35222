"""What an invoice shows of its amounts, from draft to paid (invoicing.md §1.4, §1.5, §2.6)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import BILL_TO, NOON, an_issuer, an_item, invoice_details

from billhook.account_settings.settings import AccountSettings
from billhook.db.moment import Moment
from billhook.db.tenants import Tenant
from billhook.db.tx import Reader
from billhook.invoices import view
from billhook.invoices.objects import InvoiceDetails

SETTINGS: Any = AccountSettings(business_name="Acme", business_country="DE")  # type: ignore[call-arg]
TENANT = Tenant(1, "acct_1", False, 1, "2026-10-28.endive", SETTINGS, (), "https://pay.example")
READER = Reader(None, TENANT, Moment(NOON))

FROZEN: dict[str, Any] = {
    "status": "open", "number": "INV-0001", "finalized_at": NOON, "effective_at": NOON, "amount_due": 10_000,
    "starting_balance": -2_000, "ending_balance": 0, "bill_to": BILL_TO, "hosted_token": "x" * 40,
    "issuer": an_issuer(name="Acme of then", country="AT"),
}  # fmt: skip


def shown(details: InvoiceDetails) -> dict[str, Any]:
    """The wire object."""
    return view.invoice(READER, details)


@pytest.mark.parametrize(
    ("total", "balance", "due"),
    [(12_000, 0, 12_000), (12_000, -2_000, 10_000), (12_000, -20_000, 0), (49, 0, 0), (30, 20, 50), (-500, 0, 0)],
)
def test_a_draft_shows_what_finalizing_would_make_due(total: int, balance: int, due: int) -> None:
    draft = shown(invoice_details(total=total, subtotal=total, balance=balance))
    assert (draft["total"], draft["subtotal"]) == (total, total)
    assert (draft["amount_due"], draft["amount_remaining"], draft["amount_paid"]) == (due, due, 0)
    assert (draft["starting_balance"], draft["ending_balance"]) == (balance, None)


def test_a_finalized_invoice_does_not_follow_the_balance_of_today() -> None:
    opened = shown(invoice_details(balance=-9_999, **FROZEN))
    assert (opened["amount_due"], opened["starting_balance"], opened["ending_balance"]) == (10_000, -2_000, 0)


def test_nor_the_customer_nor_the_account_of_today() -> None:
    today = replace(BILL_TO, name="Renamed", email="new@example.com")
    opened = shown(invoice_details(today=today, **FROZEN))
    assert (opened["customer_name"], opened["customer_email"]) == ("Jenny Rosen", "jenny@example.com")
    assert (opened["account_name"], opened["account_country"]) == ("Acme of then", "AT")
    draft = shown(invoice_details(today=today))
    assert (draft["customer_name"], draft["account_name"]) == ("Renamed", "Acme")


def test_paid_means_nothing_remains() -> None:
    paid = shown(
        invoice_details(**FROZEN | {"status": "paid", "amount_paid": 10_000, "amount_paid_off_stripe": 10_000})
    )
    assert (paid["amount_due"], paid["amount_paid"], paid["amount_remaining"]) == (10_000, 10_000, 0)
    assert paid["amount_paid_off_stripe"] == 10_000


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_paid_and_remaining_are_what_is_due(total: int, balance: int) -> None:
    draft = shown(invoice_details(total=total, subtotal=total, balance=balance))
    assert draft["amount_paid"] + draft["amount_remaining"] == draft["amount_due"] >= 0


def test_a_draft_has_no_document() -> None:
    draft = shown(invoice_details())
    assert [draft[name] for name in ("number", "hosted_invoice_url", "invoice_pdf", "effective_at")] == [None] * 4


def test_only_an_uncollectible_invoice_gives_a_reason() -> None:
    lost = FROZEN | {"status": "uncollectible", "uncollectible_reason": "user_forgiven"}
    assert shown(invoice_details(**lost))["status_details"] == {"uncollectible": {"reason": "user_forgiven"}}
    assert shown(invoice_details(**lost | {"status": "paid"}))["status_details"] is None


@pytest.mark.parametrize(
    ("quantity", "whole", "text"),
    [("1", 1, "1"), ("2.50", 2, "2.5"), ("0.999999999999", 0, "0.999999999999"), ("1000", 1000, "1000"), ("0", 0, "0")],
)
def test_a_quantity_is_truncated_and_its_decimal_is_not(quantity: str, whole: int, text: str) -> None:
    line = view.line(READER, an_item(quantity=Decimal(quantity)))
    assert (line["quantity"], line["quantity_decimal"]) == (whole, text)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("1000", "1000"),
        ("0.500000000000", "0.5"),
        ("-12.25", "-12.25"),
        ("100000000000", "100000000000"),
        ("0E-12", "0"),
    ],
)
def test_unit_amounts_have_no_exponent_and_no_trailing_zeros(unit: str, text: str) -> None:
    assert view.line(READER, an_item(unit_amount=Decimal(unit)))["pricing"]["unit_amount_decimal"] == text


def test_a_line_and_its_item_tell_the_same() -> None:
    item = an_item(metadata={"k": "v"}, description="Retainer", discountable=False)
    line, shown_item = view.line(READER, item), view.item(READER, item)
    for name in ("amount", "currency", "description", "discountable", "metadata", "period", "pricing", "quantity"):
        assert line[name] == shown_item[name]
    assert line["parent"]["invoice_item_details"]["invoice_item"] == shown_item["id"]
    assert shown_item["net_amount"] == item.amount
    assert view.item(READER, replace(item, discountable=True))["net_amount"] is None


def test_ten_lines_are_shown_of_many() -> None:
    lines = tuple(an_item(id=f"ii_{n}", line=f"il_{n}", position=n) for n in range(12))
    invoice = replace(invoice_details(line_count=12), lines=lines)
    listed = shown(invoice)["lines"]
    assert [line["id"] for line in listed["data"]] == [f"il_{n}" for n in range(10)]
    assert (listed["has_more"], listed["total_count"], listed["url"]) == (True, 12, "/v1/invoices/in_1/lines")
