"""Random payments, credits and refusals on one customer's invoices: every cent is somewhere (invoicing.md §6)."""

from typing import Any, ClassVar

import pytest
import stripe
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.builders import Shop
from tests.conftest import Server
from tests.nightly import IS_NIGHTLY
from tests.rooms.payments.bank import time_passes

CARDS = st.sampled_from(["pm_card_visa", "pm_card_visa", "pm_card_visa_chargeDeclined"])
BANKS = ("success", "noAccount")
BANK = st.sampled_from(BANKS)
AMOUNTS = st.sampled_from([60, 500, 1_000, 2_500])
OWED = ("open", "uncollectible")


class PaymentLife(RuleBasedStateMachine):
    """One invoice after another; the model is what was asked for, what came in by each way, and the balance."""

    server: ClassVar[Server]

    @initialize()
    def open_the_shop(self) -> None:
        self.shop = Shop(self.server.client)
        self.customer = self.shop.customer()
        self.accounts = {bank: self.account(bank) for bank in BANKS}
        self.balance = 0
        self.begin(2_500)

    def account(self, bank: str) -> str:
        """A bank account of the customer that may be debited; the bank says yes to all debits, or no."""
        given = {
            "customer": self.customer.id, "payment_method": f"pm_usBankAccount_{bank}", "confirm": True,
            "mandate_data": {"customer_acceptance": {"type": "offline"}},
        }  # fmt: skip
        return str(self.shop.v1.setup_intents.create(given).payment_method)

    @rule(amount=AMOUNTS)
    def begin(self, amount: int) -> None:
        """The next invoice. What it takes from the balance is for another story; it is read here."""
        draft = self.shop.draft(amount, self.customer)
        invoice = self.shop.v1.invoices.finalize_invoice(draft.id)
        self.id, self.status, self.total = invoice.id, invoice.status, invoice.total
        self.due = invoice.amount_due
        self.applied = invoice.ending_balance - invoice.starting_balance
        self.balance += self.applied
        self.by_card = self.elsewhere = self.over = self.credited = 0
        self.parts: list[tuple[str, int]] = []

    @property
    def paid(self) -> int:
        return self.by_card + self.elsewhere - self.over

    @property
    def remaining(self) -> int:
        return self.due - self.paid

    def do(self, verb: Any, *arguments: Any) -> str:
        """What the server said: done, declined, or refused with a 400."""
        try:
            verb(*arguments)
        except stripe.CardError:
            return "declined"
        except stripe.InvalidRequestError as error:
            return "refused" if error.http_status == 400 else f"answered {error.http_status}"
        return "done"

    def came_in(self, amount: int) -> None:
        taken = min(amount, self.remaining) if self.status in OWED else 0
        self.by_card += amount
        self.over += amount - taken
        self.balance -= amount - taken
        self.close_if_nothing_remains()

    def close_if_nothing_remains(self) -> None:
        if self.status in OWED and self.remaining == 0:
            self.status = "paid"

    @rule(card=CARDS)
    def pay(self, card: str) -> None:
        said = self.do(self.shop.v1.invoices.pay, self.id, {"payment_method": card})
        if self.status not in OWED:
            assert said == "refused"
        elif card == "pm_card_visa":
            assert said == "done"
            self.came_in(self.remaining)
        else:
            assert said == "declined"

    @rule(bank=BANK)
    def debit(self, bank: str) -> None:
        """The bank takes its time; meanwhile nothing else can be done with the invoice."""
        said = self.do(self.shop.v1.invoices.pay, self.id, {"payment_method": self.accounts[bank]})
        assert said == ("done" if self.status in OWED else "refused")
        if said != "done":
            return
        for verb in (self.shop.v1.invoices.void_invoice, self.shop.v1.invoices.mark_uncollectible):
            assert self.do(verb, self.id) == "refused"
        assert self.do(self.shop.v1.invoices.pay, self.id, {"payment_method": "pm_card_visa"}) == "refused"
        expand = ["payments.data.payment.payment_intent"]
        shown = self.shop.v1.invoices.retrieve(self.id, {"expand": expand})
        (waiting,) = [p for p in shown.payments.data if p.is_default and p.status == "open"]
        time_passes(self.server, waiting.payment.payment_intent.id)
        if bank == "success":
            self.came_in(self.remaining)

    @rule()
    def pay_out_of_band(self) -> None:
        said = self.do(self.shop.v1.invoices.pay, self.id, {"paid_out_of_band": True})
        assert said == ("done" if self.status in OWED else "refused")
        if said == "done":
            self.elsewhere += self.remaining
            self.status = "paid"

    @rule(amount=AMOUNTS)
    def attach_a_part(self, amount: int) -> None:
        ask = {"amount": amount, "currency": "usd", "customer": self.customer.id}
        intent = self.shop.v1.payment_intents.create(ask)
        said = self.do(self.shop.v1.invoices.attach_payment, self.id, {"payment_intent": intent.id})
        assert said == ("done" if self.status == "open" and amount <= self.remaining else "refused")
        if said == "done":
            self.parts.append((intent.id, amount))

    @rule(card=CARDS)
    def confirm_a_part(self, card: str) -> None:
        if self.parts:
            intent, amount = self.parts[0]
            said = self.do(self.shop.v1.payment_intents.confirm, intent, {"payment_method": card})
            assert said == ("done" if card == "pm_card_visa" else "declined")
            if said == "done":
                self.parts.pop(0)
                self.came_in(amount)

    @rule()
    def cancel_a_part(self) -> None:
        if self.parts:
            self.shop.v1.payment_intents.cancel(self.parts.pop()[0])

    @rule(amount=AMOUNTS)
    def credit(self, amount: int) -> None:
        before = min(amount, self.remaining)
        back = {"credit_amount": amount - before} if amount > before else {}
        said = self.do(self.shop.v1.credit_notes.create, {"invoice": self.id, "amount": amount, **back})
        allowed = self.status in (*OWED, "paid") and self.credited + amount <= self.total
        assert said == ("done" if allowed else "refused")
        if said == "done":
            self.credited += amount
            self.due -= before
            self.balance -= amount - before
            self.close_if_nothing_remains()

    @rule()
    def void(self) -> None:
        said = self.do(self.shop.v1.invoices.void_invoice, self.id)
        assert said == ("done" if self.status in OWED and not self.paid and not self.parts else "refused")
        if said == "done":
            self.status = "void"
            self.balance -= self.applied

    @rule()
    def write_off(self) -> None:
        said = self.do(self.shop.v1.invoices.mark_uncollectible, self.id)
        assert said == ("done" if self.status == "open" and not self.parts else "refused")
        if said == "done":
            self.status = "uncollectible"

    @invariant()
    def every_cent_is_somewhere(self) -> None:
        if not hasattr(self, "shop"):
            return
        expand = ["payments.data.payment.payment_intent"]
        shown = self.shop.v1.invoices.retrieve(self.id, {"expand": expand})
        assert (shown.status, shown.amount_due, shown.amount_paid, shown.amount_overpaid) == (
            self.status, self.due, self.paid, self.over,
        )  # fmt: skip
        assert shown.amount_remaining == self.remaining >= 0
        assert shown.amount_paid_off_stripe == self.elsewhere
        assert self.shop.v1.customers.retrieve(self.customer.id).balance == self.balance
        came_in = [p for p in shown.payments.data if p.status == "paid"]
        assert sum(p.amount_paid for p in came_in) == self.by_card + self.elsewhere
        intents = [p.payment.payment_intent for p in came_in if p.payment.type == "payment_intent"]
        assert sum(i.amount_received for i in intents) == self.by_card
        self.check_the_default(shown)

    def check_the_default(self, shown: Any) -> None:
        """The default payment asks for exactly what remains, as long as anything is owed."""
        waiting = [p for p in shown.payments.data if p.is_default and p.status == "open"]
        if self.status in OWED:
            (default,) = waiting
            assert default.amount_requested == default.payment.payment_intent.amount == self.remaining
            assert default.payment.payment_intent.status == "requires_payment_method"
        else:
            assert waiting == []


@pytest.mark.timeout(110)
def test_every_cent_of_random_payments_is_somewhere(server: Server) -> None:
    PaymentLife.server = server
    run_state_machine_as_test(
        PaymentLife,
        settings=settings(
            max_examples=15 if IS_NIGHTLY else 6, stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
