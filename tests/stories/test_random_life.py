"""A random life: any verbs in any order, against a ten-line model of the books (style: habit 13)."""

from typing import Any, ClassVar

import pytest
import stripe
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.builders import Shop
from tests.conftest import Server
from tests.nightly import IS_NIGHTLY

MINIMUM = 50  # US cents


class InvoiceLife(RuleBasedStateMachine):
    """One customer, one invoice after another, whatever is done to them."""

    server: ClassVar[Server]

    @initialize()
    def open_the_shop(self) -> None:
        self.shop = Shop(self.server.client)
        self.customer = self.shop.customer()
        self.balance = 0
        self.numbered = 0
        self.begin()

    def begin(self) -> None:
        """A fresh draft, and the model of it: its status, its lines and what was taken from the balance."""
        self.id = self.shop.empty(self.customer).id
        self.status, self.amounts, self.applied, self.due = "draft", [], 0, 0

    def do(self, verb: Any, *arguments: Any) -> bool:
        """Whether the server allowed it. A refusal is an answer of status 400, nothing else."""
        try:
            verb(*arguments)
        except stripe.InvalidRequestError as error:
            if error.http_status != 400:
                raise
            return False
        return True

    def model_finalize(self) -> None:
        raw = sum(self.amounts) + self.balance
        self.due, ending = (raw, 0) if raw >= MINIMUM else (0, raw)
        self.applied, self.balance = ending - self.balance, ending
        self.status = "open" if self.due else "paid"
        self.numbered += 1

    @rule(amount=st.sampled_from([-700, -20, 0, 1, 20, 49, 50, 12_000]))
    def add_a_line(self, amount: int) -> None:
        done = self.do(self.shop.v1.invoices.add_lines, self.id, {"lines": [{"amount": amount}]})
        assert done == (self.status == "draft")
        if done:
            self.amounts.append(amount)

    @rule(behavior=st.sampled_from(["delete", "unassign"]))
    def remove_the_first_line(self, behavior: str) -> None:
        lines = self.shop.v1.invoices.retrieve(self.id).lines.data
        if lines:
            given = {"lines": [{"id": lines[0].id, "behavior": behavior}]}
            done = self.do(self.shop.v1.invoices.remove_lines, self.id, given)
            assert done == (self.status == "draft")
            if done:
                self.amounts.pop(0)

    @rule()
    def finalize(self) -> None:
        done = self.do(self.shop.v1.invoices.finalize_invoice, self.id)
        assert done == (self.status == "draft")
        if done:
            self.model_finalize()

    @rule()
    def send(self) -> None:
        assert self.do(self.shop.v1.invoices.send_invoice, self.id) == (self.status != "void")
        if self.status == "draft":
            self.model_finalize()

    @rule()
    def pay(self) -> None:
        done = self.do(self.shop.v1.invoices.pay, self.id, {"paid_out_of_band": True})
        assert done == (self.status in ("draft", "open", "uncollectible"))
        if done:
            if self.status == "draft":
                self.model_finalize()
            self.status = "paid"

    @rule()
    def void(self) -> None:
        done = self.do(self.shop.v1.invoices.void_invoice, self.id)
        assert done == (self.status in ("open", "uncollectible"))
        if done:
            self.status = "void"
            self.balance -= self.applied

    @rule()
    def mark_uncollectible(self) -> None:
        done = self.do(self.shop.v1.invoices.mark_uncollectible, self.id)
        assert done == (self.status == "open")
        if done:
            self.status = "uncollectible"

    @rule()
    def delete_or_leave_it(self) -> None:
        done = self.do(self.shop.v1.invoices.delete, self.id)
        assert done == (self.status == "draft")
        self.begin()

    @rule()
    def replay(self) -> None:
        """Asking twice with one key changes nothing the second time."""
        key = {"idempotency_key": f"life-{self.id}-{self.status}-{len(self.amounts)}"}
        for _ in range(2):
            self.do(self.shop.v1.invoices.update, self.id, {"metadata": {"seen": "yes"}}, key)

    @invariant()
    def the_books_are_straight(self) -> None:
        if not hasattr(self, "shop"):
            return
        shown = self.shop.v1.invoices.retrieve(self.id)
        customer = self.shop.v1.customers.retrieve(self.customer.id)
        assert shown.status == self.status
        assert shown.total == shown.subtotal == sum(self.amounts)
        assert shown.lines.total_count == len(self.amounts)
        assert customer.balance == self.balance
        assert customer.next_invoice_sequence == self.numbered + 1
        assert shown.amount_paid + shown.amount_remaining == shown.amount_due
        assert (shown.number is None) == (self.status == "draft")
        if self.status != "draft":
            assert shown.amount_due == self.due
            assert shown.amount_due + shown.ending_balance == shown.total + shown.starting_balance
        assert shown.amount_paid == (self.due if self.status == "paid" else 0)


@pytest.mark.timeout(110)
def test_whatever_happens_the_books_stay_straight(server: Server) -> None:
    InvoiceLife.server = server
    run_state_machine_as_test(
        InvoiceLife,
        settings=settings(
            max_examples=15 if IS_NIGHTLY else 8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
