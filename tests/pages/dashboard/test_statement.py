"""The statement of account: it ends with what the customer owes, whatever happened."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest
from tests.builders import DAY, Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.stories.psql import query


@pytest.fixture
def customer(shop: Shop) -> Any:
    return shop.v1.customers.create({"name": "Account Ltd", "email": "books@account.example"})


def account(seen: Seen, currency: str = "USD") -> dict[str, str]:
    section = seen.page.one("section", aria_label=f"Account in {currency}")
    return {pair.one("dt").text: pair.one("dd").text for pair in section.one("dl").all("div")}


def owed(shop: Shop, customer: Any) -> int:
    """What the API says is to be paid of open invoices, less the credit on the balance."""
    invoices = shop.v1.invoices.list({"customer": customer.id, "status": "open", "limit": 100}).data
    balance: int = shop.v1.customers.retrieve(customer.id).balance
    return sum(invoice.amount_remaining for invoice in invoices) + balance


def test_it_ends_with_what_is_owed(owner: Visitor, shop: Shop, customer: Any) -> None:
    card = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id}).id
    shop.v1.customers.balance_transactions.create(customer.id, {"amount": -1_000, "currency": "usd"})
    shop.invoice("open", 10_000, customer=customer)  # 10.00 of it by the credit
    shop.invoice("void", 7_000, customer=customer)
    shop.invoice("uncollectible", 3_000, customer=customer)
    shop.invoice("draft", 2_000, customer=customer)
    credited = shop.invoice("open", 5_000, customer=customer)
    shop.v1.credit_notes.create({"invoice": credited.id, "amount": 1_500})
    gone = shop.v1.credit_notes.create({"invoice": credited.id, "amount": 500})
    shop.v1.credit_notes.void_credit_note(gone.id)
    paid = shop.v1.invoices.pay(shop.invoice("open", 8_000, customer=customer).id, {"payment_method": card})
    shop.v1.credit_notes.create({
        "invoice": paid.id, "amount": 2_000, "refund_amount": 700, "credit_amount": 800, "out_of_band_amount": 500,
    })  # fmt: skip
    shop.credit(customer, 400)
    # What is open, less the two credits.
    assert owed(shop, customer) == 9_000 + 3_500 - 800 - 400
    assert account(owner.get(f"/customers/{customer.id}/statement")) == {
        "Opening balance": "$0.00",
        "Invoiced": "$326.00",  # 100 + 70 + 30 + 50 + 80 - 4
        "Paid": "−$80.00",
        "Credited": "−$40.00",  # 15 + 5 + 20
        "Settled elsewhere": "$5.00",
        "Refunded": "$7.00",
        "Balance adjusted": "−$10.00",
        "Voided": "−$65.00",  # the invoice over 70, less the credit note over 5
        "Written off": "−$30.00",
        "Closing balance": "$113.00",
    }


def test_days_before_it_are_the_opening_balance(server: Server, owner: Visitor, shop: Shop, customer: Any) -> None:
    old, new = shop.invoice("open", 4_000, customer=customer), shop.invoice("open", 2_500, customer=customer)
    query(server, "UPDATE invoices SET finalized_at = finalized_at - $2 WHERE id = $1", old.id, 40 * DAY)
    shop.v1.invoices.pay(old.id, {"paid_out_of_band": True})
    # A wide period: the account's days are not those of this machine.
    today = datetime.now(UTC).date()
    path, since, until = f"/customers/{customer.id}/statement", today - timedelta(days=30), today + timedelta(days=1)
    seen = owner.get(f"{path}?from={since}&to={until}")
    told = account(seen)
    assert (told["Opening balance"], told["Invoiced"], told["Paid"]) == ("$40.00", "$25.00", "−$40.00")
    assert told["Closing balance"] == "$25.00"
    (link,) = [a for a in seen.page.one("main").all("a") if a.text == "Download CSV"]
    rows = list(csv.DictReader(io.StringIO(owner.get(link.attributes["href"]).content.decode())))
    assert [(r["currency"], r["type"], r["number"], r["amount"], r["balance"]) for r in rows] == [
        ("usd", "opening_balance", "", "", "40.00"), ("usd", "invoice", new.number, "25.00", "65.00"),
        ("usd", "payment", old.number, "-40.00", "25.00"), ("usd", "closing_balance", "", "", "25.00"),
    ]  # fmt: skip
    assert (rows[0]["date"], rows[-1]["date"]) == (since.isoformat(), until.isoformat())
    (link,) = [a for a in seen.page.one("main").all("a") if a.text == "Download PDF"]
    paper = owner.get(link.attributes["href"])
    assert paper.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(paper.content)).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    in_order = [
        "Statementofaccount", "$25.00openon", "Openingbalance", "$40.00", f"Invoice{new.number}", "$25.00", "$65.00",
        f"Paymentofinvoice{old.number}", "$40.00", "$25.00", "Closingbalance$25.00",
    ]  # fmt: skip
    at = 0
    for part in in_order:
        assert part in text[at:], part
        at = text.index(part, at) + len(part)
    # Before that only the older one was there.
    before = owner.get(f"{path}?from={today - timedelta(days=60)}&to={since}")
    assert account(before)["Closing balance"] == "$40.00"


def test_a_period_that_is_none_is_told(owner: Visitor, customer: Any) -> None:
    path = f"/customers/{customer.id}/statement"
    assert "Nothing on the account" in owner.get(path).page.one("main").text
    for query_, field in (("from=soon", "from"), ("from=2026-02-02&to=2026-02-01", "to"), ("to=1999-13-01", "to")):
        seen = owner.get(f"{path}?{query_}")
        assert seen.status == 422
        assert seen.page.one("p", id=f"field-{field}-error").text
