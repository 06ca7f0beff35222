"""What an attempt to collect does to an invoice, to the cent (invoicing.md §1.4, §6.4, §6.5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOON, a_draft

from billhook.invoices.objects import Invoice
from billhook.invoices.rules.collecting import attempted, collected
from billhook.kernel.errors import ApiError


def an_open_invoice(due: int, paid: int = 0) -> Invoice:
    return a_draft(status="open", total=due, amount_due=due, amount_paid=paid, auto_advance=True)


@pytest.mark.parametrize(
    ("due", "paid", "amount", "status", "then_paid", "over"),
    [
        (1_000, 0, 1_000, "paid", 1_000, 0),
        (1_000, 0, 400, "open", 400, 0),
        (1_000, 400, 600, "paid", 1_000, 0),
        (1_000, 400, 700, "paid", 1_000, 100),
        (1_000, 0, 2_500, "paid", 1_000, 1_500),
    ],
)
def test_what_came_in(due: int, paid: int, amount: int, status: str, then_paid: int, over: int) -> None:
    after = collected(an_open_invoice(due, paid), amount, now=NOON)
    assert (after.status, after.amount_paid, after.amount_overpaid) == (status, then_paid, over)
    assert (after.attempted, after.attempt_count) == (True, 1)
    assert (after.paid_at, after.auto_advance) == ((NOON, False) if status == "paid" else (None, True))


@given(st.integers(1, 10**9), st.lists(st.integers(1, 10**9), min_size=1, max_size=6))
def test_every_cent_is_accounted_for(due: int, amounts: list[int]) -> None:
    invoice = an_open_invoice(due)
    taken = 0
    for amount in amounts:
        invoice = collected(invoice, amount, now=NOON)
        taken += amount
        assert invoice.amount_paid + invoice.amount_overpaid == taken
        assert invoice.amount_paid + invoice.amount_remaining == due
        assert invoice.amount_remaining >= 0
        if invoice.status == "paid":
            break
    assert (invoice.status == "paid") is (taken >= due)


def test_what_comes_in_for_a_paid_invoice_is_all_too_much() -> None:
    paid = collected(an_open_invoice(1_000), 1_000, now=NOON)
    late = collected(paid, 300, now=NOON + 1)
    assert (late.status, late.amount_paid, late.amount_overpaid, late.paid_at) == ("paid", 1_000, 300, NOON)


@pytest.mark.parametrize("status", ["draft", "void"])
def test_nothing_comes_in_for_what_is_not_owed(status: str) -> None:
    with pytest.raises(ApiError):
        collected(a_draft(status=status, amount_due=100), 100, now=NOON)


def test_only_the_first_attempt_counts() -> None:
    once = attempted(an_open_invoice(1_000))
    assert (once.attempted, once.attempt_count, once.next_payment_attempt) == (True, 1, None)
    assert attempted(once) == once
