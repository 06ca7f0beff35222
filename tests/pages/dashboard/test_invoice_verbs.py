"""What can be done to an invoice in the Dashboard: each verb says what will happen, does it, and says that it did."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Visitor
from tests.stories.psql import query


@pytest.fixture
def invoice(shop: Shop) -> Any:
    """An open one over $120.00."""
    return shop.invoice("open")


@pytest.mark.parametrize(
    ("verb", "question", "button", "status"),
    [
        ("void", "Void {number}?", "Void invoice", "void"),
        ("mark-uncollectible", "Mark {number} uncollectible?", "Mark uncollectible", "uncollectible"),
    ],
)
def test_a_verb_asks_and_then_does_it(
    owner: Visitor, shop: Shop, invoice: Any, verb: str, question: str, button: str, status: str
) -> None:
    path = f"/invoices/{invoice.id}/{verb}"
    page = owner.get(path)
    assert page.heading == question.format(number=invoice.number)
    assert button in [b.text for b in page.page.all("button")]
    assert shop.v1.invoices.retrieve(invoice.id).status == "open"
    seen = owner.send(path)
    assert seen.to == f"/dashboard/test/invoices/{invoice.id}"
    assert invoice.number in owner.follow(seen).page.one("p", role="status").text
    assert shop.v1.invoices.retrieve(invoice.id).status == status


def test_a_refusal_stands_above_the_question(owner: Visitor, shop: Shop, invoice: Any) -> None:
    path = f"/invoices/{invoice.id}/void"
    page = owner.get(path)
    shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    seen = owner.post(path, {"csrf": page.value("csrf"), "key": page.value("key")})
    assert seen.status == 422
    assert seen.page.one("div", role="alert").text != ""
    assert shop.v1.invoices.retrieve(invoice.id).status == "paid"


def test_a_draft_is_deleted(owner: Visitor, shop: Shop) -> None:
    draft = shop.invoice("draft")
    seen = owner.send(f"/invoices/{draft.id}/delete")
    assert seen.to == "/dashboard/test/invoices"
    assert owner.get(f"/invoices/{draft.id}").status == 404


# ── Payments made elsewhere ─────────────────────────────────────────────────────────────────────
def test_a_part_leaves_it_open_and_the_rest_pays_it(server: Server, owner: Visitor, shop: Shop, invoice: Any) -> None:
    path = f"/invoices/{invoice.id}/record-payment"
    assert owner.get(path).value("amount") == "120.00"
    typed = {"amount": "50", "method": "bank_transfer", "reference": "REF 42", "paid_on": "2026-11-20"}
    assert owner.send(path, typed).status == 303
    part = shop.v1.invoices.retrieve(invoice.id)
    assert (part.status, part.amount_paid, part.amount_remaining) == ("open", 5_000, 7_000)
    (record,) = query(server, "SELECT amount, metadata FROM payment_records WHERE customer = $1", invoice.customer)
    assert record["amount"] == 5_000
    assert '"reference": "REF 42"' in str(record["metadata"])
    assert owner.send(path, {"amount": "70"}).status == 303
    paid = shop.v1.invoices.retrieve(invoice.id)
    assert (paid.status, paid.amount_paid, paid.amount_remaining) == ("paid", 12_000, 0)
    types = [event.type for event in shop.v1.events.list({"limit": 30}).data if invoice.id in str(event.data.object)]
    assert types.count("invoice.paid") == 1
    assert types.count("invoice_payment.paid") == 2


def test_the_payment_intent_asks_for_what_remains(owner: Visitor, shop: Shop, invoice: Any) -> None:
    owner.send(f"/invoices/{invoice.id}/record-payment", {"amount": "50"})
    expanded = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})
    amounts = {payment.status: payment.amount_requested for payment in expanded.payments.data}
    assert amounts == {"open": 7_000, "paid": 5_000}


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("120.01", "Only $120.00 remains to be paid."),
        ("1.005", "USD has at most 2 decimal places."),
        ("much", "Enter a number, such as 1.50."),
    ],
)
def test_an_amount_that_cannot_be_recorded(
    owner: Visitor, shop: Shop, invoice: Any, amount: str, sentence: str
) -> None:
    seen = owner.send(f"/invoices/{invoice.id}/record-payment", {"amount": amount, "reference": "kept"})
    assert seen.status == 422
    assert seen.page.one("p", id="field-amount-error").text == sentence
    assert (seen.value("amount"), seen.value("reference")) == (amount, "kept")
    assert shop.v1.invoices.retrieve(invoice.id).amount_paid == 0


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_nothing_is_no_payment(owner: Visitor, shop: Shop, invoice: Any, amount: str) -> None:
    assert owner.send(f"/invoices/{invoice.id}/record-payment", {"amount": amount}).status == 422
    assert shop.v1.invoices.retrieve(invoice.id).amount_paid == 0


# ── Charging ────────────────────────────────────────────────────────────────────────────────────
def with_card(shop: Shop, number: str) -> Any:
    """An open invoice over $120.00 that waits to be charged, of a customer with a card."""
    customer = shop.v1.customers.create({"name": "Card Holder", "email": "card@example.com"})
    method = shop.v1.payment_methods.attach(number, {"customer": customer.id})
    shop.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})
    shop.v1.invoice_items.create({"customer": customer.id, "amount": 12_000, "currency": "usd"})
    made = shop.v1.invoices.create(
        {"customer": customer.id, "pending_invoice_items_behavior": "include", "auto_advance": False}
    )
    return shop.v1.invoices.finalize_invoice(made.id, {"auto_advance": False})


def test_a_customer_is_charged(owner: Visitor, shop: Shop) -> None:
    invoice = with_card(shop, "pm_card_visa")
    page = owner.get(f"/invoices/{invoice.id}/charge")
    assert page.heading == "Charge $120.00?"
    seen = owner.send(f"/invoices/{invoice.id}/charge")
    assert owner.follow(seen).page.one("p", role="status").text == "Card Holder was charged $120.00."
    assert shop.v1.invoices.retrieve(invoice.id).status == "paid"
    assert "Charge of $120.00 succeeded" in owner.get(f"/invoices/{invoice.id}").page.text


def test_the_reason_of_a_bank_is_told(owner: Visitor, shop: Shop) -> None:
    invoice = with_card(shop, "pm_card_chargeCustomerFail")
    seen = owner.send(f"/invoices/{invoice.id}/charge")
    assert seen.status == 422
    assert seen.page.one("div", role="alert").text == "Your card was declined."
    detail = owner.get(f"/invoices/{invoice.id}").page.text
    assert "Charge of $120.00 failed" in detail
    assert "Your card was declined. (card_declined)" in detail


def test_a_charge_that_is_sent_twice_is_made_once(owner: Visitor, shop: Shop) -> None:
    invoice = with_card(shop, "pm_card_visa")
    path = f"/invoices/{invoice.id}/charge"
    page = owner.get(path)
    fields = {"csrf": page.value("csrf"), "key": page.value("key")}
    assert [owner.post(path, fields).status for _ in range(2)] == [303, 303]
    assert len(shop.v1.charges.list({"customer": invoice.customer}).data) == 1


@pytest.mark.parametrize("head_start", [0.0, 0.002, 0.005, 0.01, 0.02])
def test_one_voids_while_the_other_charges(
    server: Server, owner: Visitor, somebody: Callable[[str], Visitor], shop: Shop, head_start: float
) -> None:
    """One of them has their way, the other is told; never is an invoice void and paid."""
    invoice = with_card(shop, "pm_card_visa")
    administrator = somebody("administrator")
    forms = {}
    for verb, visitor in (("charge", owner), ("void", administrator)):
        page = visitor.get(f"/invoices/{invoice.id}/{verb}")
        forms[verb] = (visitor, {"csrf": page.value("csrf"), "key": page.value("key")})
    with ThreadPoolExecutor(2) as pool:
        charging = pool.submit(forms["charge"][0].post, f"/invoices/{invoice.id}/charge", forms["charge"][1])
        time.sleep(head_start)
        voiding = pool.submit(forms["void"][0].post, f"/invoices/{invoice.id}/void", forms["void"][1])
        answers = {"paid": charging.result(), "void": voiding.result()}
    after = shop.v1.invoices.retrieve(invoice.id)
    (winner,) = (status for status, seen in answers.items() if seen.status == 303)
    (loser,) = (seen for status, seen in answers.items() if status != winner)
    assert after.status == winner
    assert loser.status == 422
    assert loser.page.one("div", role="alert").text
    charged = [charge.amount for charge in shop.v1.charges.list({"customer": invoice.customer}).data]
    assert charged == ([12_000] if winner == "paid" else [])
    said = [
        event.type
        for event in shop.v1.events.list({"types": ["invoice.paid", "invoice.voided"], "limit": 10}).data
        if event.data.object["id"] == invoice.id
    ]
    assert said == [f"invoice.{'paid' if winner == 'paid' else 'voided'}"]


# ── Copies ──────────────────────────────────────────────────────────────────────────────────────
def test_a_copy_has_the_lines_and_its_own_dates(owner: Visitor, shop: Shop, invoice: Any) -> None:
    seen = owner.send(f"/invoices/{invoice.id}/duplicate")
    copy = shop.v1.invoices.retrieve(seen.to.split("/")[4])
    assert (copy.status, copy.total, copy.number, copy.from_invoice) == ("draft", invoice.total, None, None)
    assert [line.description for line in copy.lines.data] == [line.description for line in invoice.lines.data]
    assert {line.id for line in copy.lines.data}.isdisjoint({line.id for line in invoice.lines.data})
    assert copy.due_date is not None
    assert invoice.due_date is not None
    assert copy.due_date - copy.created == invoice.due_date - invoice.created
    assert shop.v1.invoices.retrieve(invoice.id) == invoice


def test_a_discount_is_not_copied(owner: Visitor, shop: Shop) -> None:
    coupon = shop.v1.coupons.create({"percent_off": 10, "duration": "once", "max_redemptions": 1})
    draft = shop.invoice("draft")
    shop.v1.invoices.update(draft.id, {"discounts": [{"coupon": coupon.id}]})
    seen = owner.send(f"/invoices/{draft.id}/duplicate")
    copy = shop.v1.invoices.retrieve(seen.to.split("/")[4])
    assert (copy.subtotal, copy.total) == (12_000, 12_000)
    assert shop.v1.coupons.retrieve(coupon.id).times_redeemed == 1


def test_a_revision_takes_the_place_of_the_invoice(owner: Visitor, shop: Shop, invoice: Any) -> None:
    seen = owner.send(f"/invoices/{invoice.id}/revise")
    revision = seen.to.split("/")[4]
    assert shop.v1.invoices.retrieve(revision).from_invoice.invoice == invoice.id
    owner.send(f"/invoices/{revision}/finalize")
    replaced = shop.v1.invoices.retrieve(invoice.id)
    assert (replaced.status, replaced.latest_revision) == ("void", revision)
    assert "Replaced" in owner.get(f"/invoices/{invoice.id}").page.one("h1").text


@pytest.mark.parametrize("verb", ["finalize", "send", "charge", "void", "mark-uncollectible", "duplicate", "revise"])
def test_an_analyst_can_do_none_of_it(somebody: Callable[[str], Visitor], invoice: Any, shop: Shop, verb: str) -> None:
    analyst = somebody("analyst")
    token = analyst.get("/").value("csrf")
    assert analyst.post(f"/invoices/{invoice.id}/{verb}", {"csrf": token}).status == 403
    assert shop.v1.invoices.retrieve(invoice.id) == invoice
