"""The proofs of the books as pure functions: what is straight raises no complaint, and each wrong amount does."""

from dataclasses import replace
from typing import Any

import pytest
from tests.builders import a_customer, a_draft, an_item

from billhook.doctor.rules.customer_books import faults_of_customer
from billhook.doctor.rules.invoice_books import faults_of_credit, faults_of_lines, faults_of_payments, faults_of_status
from billhook.doctor.rules.payment_books import faults_of_intent
from billhook.invoices.objects import InvoicePayment

# 120.00 on two lines; 20.00 of them came off the balance.
LINES = [an_item(amount=7_000), an_item(id="ii_2", line="il_2", position=1, amount=5_000)]
DRAFT = a_draft(subtotal=12_000, subtotal_excluding_tax=12_000, total=12_000, total_excluding_tax=12_000, line_count=2)
OPEN = replace(DRAFT, status="open", amount_due=10_000, starting_balance=-2_000, ending_balance=0)


def test_a_straight_invoice_has_no_faults() -> None:
    for invoice in (DRAFT, OPEN, replace(OPEN, status="paid", amount_paid=10_000), replace(OPEN, status="void")):
        assert [*faults_of_lines(invoice, LINES), *faults_of_status(invoice)] == []
    assert list(faults_of_credit(OPEN, [])) == list(faults_of_payments(OPEN, [])) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"line_count": 3}, "its number of lines is 3, and its lines come to 2"),
        ({"subtotal": 11_999}, "its subtotal is 11999, and its lines come to 12000"),
        ({"removed_tax": 5}, "its removed tax is 5, and its lines come to 0"),
        ({"total_excluding_tax": 1}, "its total without tax is 1, and its lines come to 12000"),
        ({"amount_shipping": 500}, "its total is 12000, and its lines come to 12500"),
    ],
)
def test_each_wrong_sum_of_lines_is_told(change: dict[str, Any], told: str) -> None:
    assert list(faults_of_lines(replace(OPEN, **change), LINES)) == [told]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount_due": 9_000}, "its amount due is 9000, and total, balance and credit notes come to 10000"),
        ({"amount_paid": 10_000}, "it is open, and 0 remains to be paid"),
        ({"status": "uncollectible", "amount_paid": 10_000}, "it is uncollectible, and 0 remains to be paid"),
        ({"status": "paid", "amount_paid": 9_999}, "it is paid, and 1 remains to be paid"),
        ({"status": "void", "amount_paid": 1}, "it is void, and 1 was paid"),
    ],
)
def test_a_status_that_amounts_contradict_is_told(change: dict[str, Any], told: str) -> None:
    assert list(faults_of_status(replace(OPEN, **change))) == [told]


def test_payments_count_with_what_is_overpaid() -> None:
    payment = InvoicePayment(
        id="inpay_1", created=0, invoice="in_1", currency="usd", amount_requested=900, amount_paid=900, status="paid",
        is_default=True, payment_record=None, paid_at=1, canceled_at=None, payment_intent="pi_1",
    )  # fmt: skip
    assert list(faults_of_payments(replace(OPEN, amount_paid=600, amount_overpaid=300), [payment])) == []
    assert list(faults_of_payments(replace(OPEN, amount_paid=900), [replace(payment, status="open")])) == [
        "its amount paid is 900 with what is overpaid, and its payments come to 0"
    ]
    assert list(faults_of_intent(payment, None)) == ["its payment inpay_1 is 900, and pi_1 received 0"]


def test_a_customer_has_what_movements_come_to() -> None:
    customer = a_customer(currency="usd", balance=-700, other_balances={"eur": 5}, cash={"gbp": 9})
    assert list(faults_of_customer(customer, {"usd": -700, "eur": 5}, {"gbp": 9})) == []
    assert list(faults_of_customer(customer, {"usd": -700, "chf": 1}, {})) == [
        "the balance is 0 chf, and its movements come to 1",
        "the balance is 5 eur, and its movements come to 0",
        "the cash balance is 9 gbp, and its movements come to 0",
    ]
    assert list(faults_of_customer(a_customer(balance=3), {}, {})) == ["the balance is 3 in no currency"]
