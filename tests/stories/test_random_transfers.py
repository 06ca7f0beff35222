"""Random transfers, payments by cash and ways back: the ledger, the payments and the invoices tell the same story."""

import collections
from typing import Any, ClassVar

import pytest
import stripe
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.builders import Shop
from tests.conftest import Server
from tests.nightly import IS_NIGHTLY
from tests.rooms.cash_balances.test_cash_balances import send
from tests.rooms.payments.test_bank_transfers import pay

AMOUNTS = st.sampled_from([500, 700, 1_200, 2_500])
PLACES = st.integers(0, 9)
BOTH = {"payment_method_types": ["card", "customer_balance"]}


class CashLife(RuleBasedStateMachine):
    """One customer, several invoices and payment intents, and money that comes in."""

    server: ClassVar[Server]

    @initialize()
    def open_the_shop(self) -> None:
        self.shop = Shop(self.server.client)
        self.customer = self.shop.customer()
        self.sent = 0
        self.invoices: list[Any] = []
        self.intents: list[str] = []
        self.refunded: dict[str, int] = collections.Counter()
        self.refusals: set[int | None] = set()

    def do(self, verb: Any, *arguments: Any) -> Any:
        """What the verb gave, or None where it was refused, as a caller who does not look may be."""
        try:
            return verb(*arguments)
        except stripe.InvalidRequestError as error:
            self.refusals.add(error.http_status)
            return None

    @rule(amount=AMOUNTS)
    def owe(self, amount: int) -> None:
        draft = self.shop.draft(amount, self.customer, currency="eur", payment_settings=BOTH)
        made = self.shop.v1.invoices.finalize_invoice(draft.id, {"expand": ["payments.data.payment.payment_intent"]})
        if made.amount_due:  # and not covered by the customer's credit
            self.invoices.append(made)
            self.intents.append(made.payments.data[0].payment.payment_intent.id)

    @rule(amount=AMOUNTS)
    def ask(self, amount: int) -> None:
        self.intents.append(pay(self.shop, self.customer, amount).id)

    @rule(amount=AMOUNTS, place=PLACES, named=st.booleans())
    def transfer(self, amount: int, place: int, named: bool) -> None:
        more = {"reference": self.invoices[place % len(self.invoices)].number} if named and self.invoices else {}
        send(self.shop, self.customer, amount, **more)
        self.sent += amount

    @rule(place=PLACES, amount=st.none() | AMOUNTS)
    def apply(self, place: int, amount: int | None) -> None:
        if self.intents:
            given = {"amount": amount} if amount is not None else {}
            self.do(self.shop.v1.payment_intents.apply_customer_balance, self._intent(place), given)

    @rule(place=PLACES)
    def cancel(self, place: int) -> None:
        if self.intents:
            self.do(self.shop.v1.payment_intents.cancel, self._intent(place))

    @rule(place=PLACES, amount=AMOUNTS)
    def ask_for_another_amount(self, place: int, amount: int) -> None:
        if self.intents:
            self.do(self.shop.v1.payment_intents.update, self._intent(place), {"amount": amount})

    @rule(place=PLACES, amount=st.none() | AMOUNTS)
    def refund(self, place: int, amount: int | None) -> None:
        if self.intents:
            intent = self._intent(place)
            given = {"payment_intent": intent} | ({"amount": amount} if amount is not None else {})
            made = self.do(self.shop.v1.refunds.create, given)
            if made is not None:
                self.refunded[intent] += made.amount

    @rule(place=PLACES)
    def pay_by_card(self, place: int) -> None:
        if self.invoices:
            invoice = self.invoices[place % len(self.invoices)]
            self.do(self.shop.v1.invoices.pay, invoice.id, {"payment_method": "pm_card_visa"})

    @rule(place=PLACES)
    def void(self, place: int) -> None:
        if self.invoices:
            self.do(self.shop.v1.invoices.void_invoice, self.invoices[place % len(self.invoices)].id)

    @rule(place=PLACES, amount=AMOUNTS)
    def credit(self, place: int, amount: int) -> None:
        if self.invoices:
            invoice = self.invoices[place % len(self.invoices)].id
            self.do(self.shop.v1.credit_notes.create, {"invoice": invoice, "amount": amount})

    @rule(mode=st.sampled_from(["automatic", "manual"]))
    def switch(self, mode: Any) -> None:
        self.shop.v1.customers.cash_balance.update(self.customer.id, {"settings": {"reconciliation_mode": mode}})

    def _intent(self, place: int) -> str:
        return self.intents[place % len(self.intents)]

    @invariant()
    def the_ledger_adds_up(self) -> None:
        if not hasattr(self, "shop"):
            return
        # Money that came back is looked at by the worker: look again until nothing moved meanwhile.
        while True:
            before = self._ledger()
            intents = {i: self.shop.v1.payment_intents.retrieve(i, {"expand": ["latest_charge"]}) for i in self.intents}
            invoices = [
                self.shop.v1.invoices.retrieve(i.id, {"expand": ["payments.data.payment.payment_intent"]})
                for i in self.invoices
            ]
            cash = self.shop.v1.customers.cash_balance.retrieve(self.customer.id).available
            if before == self._ledger():
                break
        assert self.refusals <= {400}
        standing = 0
        moved: dict[str, int] = collections.Counter()
        for kind, amount, ending, intent in before:
            standing += amount
            assert ending == standing >= 0
            moved[intent or kind] += amount
        assert standing == (cash.to_dict()["eur"] if cash is not None else 0)
        assert moved["funded"] == self.sent
        for intent_id, intent in intents.items():
            assert -moved[intent_id] == self._funded(intent), intent_id
        by_cash = sum(n for i, n in self.refunded.items() if self._is_of_cash(intents[i]))
        assert moved["refunded_from_payment"] == by_cash
        for invoice in invoices:
            paid = [p for p in invoice.payments.data if p.status == "paid"]
            assert invoice.amount_paid == sum(p.payment.payment_intent.amount_received for p in paid)
            assert (invoice.status == "paid") >= bool(paid)

    def _ledger(self) -> list[tuple[str, int, int, str | None]]:
        """Every movement, oldest first, with the intent that it is about."""
        found = self.shop.v1.customers.cash_balance_transactions.list(self.customer.id, {"limit": 100})
        about = []
        for m in found.auto_paging_iter():
            why = getattr(m, m.type)
            about.append((m.type, m.net_amount, m.ending_balance, getattr(why, "payment_intent", None)))
        return about[::-1]

    def _funded(self, intent: Any) -> int:
        """What an intent says that it got of the cash."""
        if intent.status == "succeeded":
            return int(intent.amount) if self._is_of_cash(intent) else 0
        if intent.next_action is not None:
            return int(intent.amount - intent.next_action.display_bank_transfer_instructions.amount_remaining)
        return 0

    def _is_of_cash(self, intent: Any) -> bool:
        charge = intent.latest_charge
        return charge is not None and charge.payment_method_details.type == "customer_balance"


@pytest.mark.timeout(110)
def test_random_transfers_add_up(server: Server) -> None:
    CashLife.server = server
    run_state_machine_as_test(
        CashLife,
        settings=settings(
            max_examples=10 if IS_NIGHTLY else 5, stateful_step_count=20, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
