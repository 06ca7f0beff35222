"""Payments out of a customer's cash: at once, or as transfers come in; by hand, and given back (platform.md §7.7)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused
from tests.rooms.cash_balances.test_cash_balances import send

BY_TRANSFER: dict[str, Any] = {
    "allowed_payment_method_types": ["customer_balance"],
    "payment_method_data": {"type": "customer_balance"},
    "payment_method_options": {
        "customer_balance": {
            "funding_type": "bank_transfer",
            "bank_transfer": {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "FR"}},
        }
    },
}


def pay(shop: Shop, customer: Any, amount: int = 1_000, **given: Any) -> Any:
    """A confirmed payment intent that cash pays."""
    return shop.v1.payment_intents.create(
        BY_TRANSFER | {"amount": amount, "currency": "eur", "customer": customer.id, "confirm": True} | given
    )


def payer(shop: Shop, mode: str = "automatic", cash: int = 0) -> Any:
    customer = shop.customer(cash_balance={"settings": {"reconciliation_mode": mode}})
    if cash:
        send(shop, customer, cash)
    return customer


def ledger(shop: Shop, customer: Any) -> list[tuple[str, int, int]]:
    """Type, amount and balance afterwards of each movement, oldest first."""
    page = shop.v1.customers.cash_balance_transactions.list(customer.id, {"limit": 100})
    return [(m.type, m.net_amount, m.ending_balance) for m in reversed(page.data)]


def available(shop: Shop, customer: Any) -> int:
    cash = shop.v1.customers.cash_balance.retrieve(customer.id)
    return 0 if cash.available is None else cash.available.to_dict()["eur"]


def history(shop: Shop, intent: Any) -> list[str]:
    """The types of the events about an intent and its charges, oldest first."""
    events = reversed(shop.v1.events.list({"limit": 100}).data)
    names = ("id", "payment_intent")
    about = (e for e in events if intent.id in [getattr(e.data.object, name, None) for name in names])
    return [event.type for event in about]


class TestConfirming:
    def test_without_cash_it_tells_where_to_send_some(self, shop: Shop) -> None:
        customer = payer(shop)
        made = pay(shop, customer)
        assert (made.status, made.amount_received, made.latest_charge) == ("requires_action", 0, None)
        assert made.payment_method_types == ["customer_balance"]
        assert made.payment_method_options.customer_balance.to_dict() == {
            "bank_transfer": {"eu_bank_transfer": {"country": "FR"}, "type": "eu_bank_transfer"},
            "funding_type": "bank_transfer",
        }
        assert made.next_action.type == "display_bank_transfer_instructions"
        told = made.next_action.display_bank_transfer_instructions
        assert (told.amount_remaining, told.currency, told.type) == (1_000, "eur", "eu_bank_transfer")
        assert len(told.reference) == 8
        instructions = shop.v1.customers.funding_instructions.create(
            customer.id,
            {
                "bank_transfer": {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "FR"}},
                "currency": "eur", "funding_type": "bank_transfer",
            },
        )  # fmt: skip
        assert [a.to_dict() for a in told.financial_addresses] == [
            a.to_dict() for a in instructions.bank_transfer.financial_addresses
        ]
        assert history(shop, made) == ["payment_intent.created", "payment_intent.requires_action"]
        method = shop.v1.payment_methods.retrieve(made.payment_method)
        assert (method.type, method.customer_balance.to_dict(), method.customer) == ("customer_balance", {}, None)  # type: ignore[union-attr]

    def test_with_enough_it_has_paid(self, shop: Shop) -> None:
        customer = payer(shop, cash=1_500)
        made = pay(shop, customer, expand=["latest_charge"])
        assert (made.status, made.amount_received, made.next_action) == ("succeeded", 1_000, None)
        charge = made.latest_charge
        assert (charge.status, charge.paid, charge.amount, charge.amount_captured) == ("succeeded", True, 1_000, 1_000)
        assert charge.payment_method_details.to_dict() == {"customer_balance": {}, "type": "customer_balance"}
        assert (charge.outcome.risk_level, charge.outcome.risk_score) == ("not_assessed", None)
        assert ledger(shop, customer) == [("funded", 1_500, 1_500), ("applied_to_payment", -1_000, 500)]
        assert history(shop, made) == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
        newest = shop.v1.customers.cash_balance_transactions.list(
            customer.id, {"limit": 1, "expand": ["data.applied_to_payment.payment_intent"]}
        ).data[0]
        assert newest.applied_to_payment.payment_intent.id == made.id  # type: ignore[union-attr]

    def test_with_some_it_waits_for_the_rest(self, shop: Shop) -> None:
        customer = payer(shop, cash=400)
        made = pay(shop, customer)
        assert (made.status, made.amount_received) == ("requires_action", 0)
        assert made.next_action.display_bank_transfer_instructions.amount_remaining == 600
        assert available(shop, customer) == 0
        assert history(shop, made) == [
            "payment_intent.created", "payment_intent.requires_action", "payment_intent.partially_funded",
        ]  # fmt: skip

    def test_by_hand_nothing_is_applied_unasked(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=1_500)
        assert pay(shop, customer).status == "requires_action"
        assert available(shop, customer) == 1_500

    def test_a_second_step(self, shop: Shop) -> None:
        """Created first and confirmed later, with the kind of transfer named only then."""
        customer = payer(shop)
        made = shop.v1.payment_intents.create(
            {"amount": 900, "currency": "eur", "customer": customer.id,
             "allowed_payment_method_types": ["card", "customer_balance"]},
        )  # fmt: skip
        assert made.status == "requires_payment_method"
        options = made.payment_method_options.customer_balance.bank_transfer  # type: ignore[union-attr]
        assert options.to_dict() == {"eu_bank_transfer": {"country": "DE"}, "type": "eu_bank_transfer"}  # type: ignore[union-attr]
        given = {k: v for k, v in BY_TRANSFER.items() if k != "allowed_payment_method_types"}
        done = shop.v1.payment_intents.confirm(made.id, given)  # type: ignore[arg-type]
        told = done.next_action.display_bank_transfer_instructions  # type: ignore[union-attr]
        assert told.financial_addresses[0].iban.country == "FR"  # type: ignore[union-attr,index]

    @pytest.mark.parametrize(
        ("given", "code", "param"),
        [
            ({"customer": None}, "parameter_missing", "customer"),
            ({"currency": "chf", "payment_method_options": None}, "payment_method_currency_mismatch",
             "payment_method"),
            ({"currency": "usd"}, None,
             "payment_method_options[customer_balance][bank_transfer][type]"),
            ({"allowed_payment_method_types": ["card"]}, "payment_intent_incompatible_payment_method",
             "payment_method"),
            ({"allowed_payment_method_types": None}, "payment_intent_incompatible_payment_method",
             "payment_method"),
            ({"payment_method_options": {"customer_balance": {"bank_transfer": {"type": "eu_bank_transfer"}}}},
             "parameter_missing",
             "payment_method_options[customer_balance][bank_transfer][eu_bank_transfer]"),
            ({"payment_method_options": {"customer_balance": {"funding_type": "cheque"}}}, None,
             "payment_method_options[customer_balance][funding_type]"),
            ({"payment_method_options": {"card": {"moto": True}}}, "parameter_not_supported",
             "payment_method_options[card][moto]"),
        ],
    )  # fmt: skip
    def test_what_is_refused(self, shop: Shop, given: Any, code: str | None, param: str) -> None:
        whole = BY_TRANSFER | {"amount": 1_000, "currency": "eur", "customer": payer(shop).id, "confirm": True} | given
        with refused(None, code=code, param=param):
            shop.v1.payment_intents.create({k: v for k, v in whole.items() if v is not None})  # type: ignore[typeddict-item,arg-type]

    def test_cash_is_no_method_to_keep(self, shop: Shop) -> None:
        customer = payer(shop)
        method = shop.v1.payment_methods.create({"type": "customer_balance"})
        with refused(
            "A payment method of type customer_balance cannot be attached to a customer.",
            code="payment_method_unexpected_state",
        ):
            shop.v1.payment_methods.attach(method.id, {"customer": customer.id})
        with refused(None, param="allowed_payment_method_types[0]"):
            shop.v1.setup_intents.create({"allowed_payment_method_types": ["customer_balance"]})

    def test_in_live_mode_there_must_be_an_account_to_send_to(self, live: stripe.StripeClient) -> None:
        there = Shop(live)
        with refused(None):
            pay(there, there.customer())


class TestApplying:
    def test_in_two_parts(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=1_200)
        made = pay(shop, customer)
        first = shop.v1.payment_intents.apply_customer_balance(made.id, {"amount": 300, "currency": "eur"})
        assert first.next_action.display_bank_transfer_instructions.amount_remaining == 700  # type: ignore[union-attr]
        second = shop.v1.payment_intents.apply_customer_balance(made.id)
        assert (second.status, second.amount_received) == ("succeeded", 1_000)
        assert ledger(shop, customer)[1:] == [("applied_to_payment", -300, 900), ("applied_to_payment", -700, 200)]
        assert history(shop, made)[2:] == [
            "payment_intent.partially_funded", "charge.succeeded", "payment_intent.succeeded",
        ]  # fmt: skip

    def test_as_much_as_there_is(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=400)
        made = pay(shop, customer)
        applied = shop.v1.payment_intents.apply_customer_balance(made.id)
        assert applied.next_action.display_bank_transfer_instructions.amount_remaining == 600  # type: ignore[union-attr]
        with refused("The customer's cash balance of €0.00 does not cover €6.00."):
            shop.v1.payment_intents.apply_customer_balance(made.id)

    def test_without_being_confirmed(self, shop: Shop) -> None:
        """What waits for a method, and allows cash, can be paid by it."""
        customer = payer(shop, "manual", cash=1_000)
        made = shop.v1.payment_intents.create(
            {"amount": 1_000, "currency": "eur", "customer": customer.id,
             "allowed_payment_method_types": ["customer_balance"]}
        )  # fmt: skip
        assert shop.v1.payment_intents.apply_customer_balance(made.id).status == "succeeded"

    @pytest.mark.parametrize(
        ("given", "param"),
        [({"amount": 1_001}, "amount"), ({"amount": 0}, "amount"), ({"currency": "usd"}, "currency")],
    )
    def test_what_is_refused(self, shop: Shop, given: Any, param: str) -> None:
        made = pay(shop, payer(shop, "manual", cash=5_000))
        with refused(None, param=param, code="parameter_invalid_integer" if given.get("amount") == 0 else None):
            shop.v1.payment_intents.apply_customer_balance(made.id, given)

    def test_more_than_there_is(self, shop: Shop) -> None:
        made = pay(shop, payer(shop, "manual", cash=500))
        with refused("The customer's cash balance of €5.00 does not cover €6.00."):
            shop.v1.payment_intents.apply_customer_balance(made.id, {"amount": 600})

    def test_where_cash_is_not_allowed(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=500)
        made = shop.v1.payment_intents.create({"amount": 500, "currency": "eur", "customer": customer.id})
        with refused(None, code="payment_intent_incompatible_payment_method", param="payment_method"):
            shop.v1.payment_intents.apply_customer_balance(made.id)

    def test_what_is_over(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=500)
        made = pay(shop, customer)
        shop.v1.payment_intents.cancel(made.id)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.payment_intents.apply_customer_balance(made.id)
        assert caught.value.code == "payment_intent_unexpected_state"

    def test_twenty_at_once_apply_what_there_is_once(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=1_000)
        intents = [pay(shop, customer, 600) for _ in range(4)]

        def apply(number: int) -> int:
            try:
                shop.v1.payment_intents.apply_customer_balance(intents[number % 4].id, {"amount": 100})
            except (stripe.InvalidRequestError, stripe.RateLimitError):
                return 0
            return 100

        with ThreadPoolExecutor(8) as pool:
            applied = sum(pool.map(apply, range(20)))
        assert (applied, available(shop, customer)) == (1_000, 0)
        balances = [ending for _, _, ending in ledger(shop, customer)]
        assert balances == list(range(1_000, -1, -100))


class TestGivingBack:
    def funded(self, shop: Shop, customer: Any) -> Any:
        """An intent of 10.00 that 4.00 were applied to."""
        made = pay(shop, customer)
        return shop.v1.payment_intents.apply_customer_balance(made.id, {"amount": 400})

    def back(self, shop: Shop, customer: Any) -> None:
        assert ledger(shop, customer) == [
            ("funded", 400, 400), ("applied_to_payment", -400, 0), ("unapplied_from_payment", 400, 400),
        ]  # fmt: skip

    def test_what_is_canceled(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=400)
        canceled = shop.v1.payment_intents.cancel(self.funded(shop, customer).id)
        assert (canceled.status, canceled.next_action) == ("canceled", None)
        self.back(shop, customer)

    def test_what_asks_for_another_amount(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=400)
        changed = shop.v1.payment_intents.update(self.funded(shop, customer).id, {"amount": 1_100})
        assert changed.status == "requires_action"
        assert changed.next_action.display_bank_transfer_instructions.amount_remaining == 1_100  # type: ignore[union-attr]
        self.back(shop, customer)

    def test_not_what_is_told_another_word(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=400)
        changed = shop.v1.payment_intents.update(
            self.funded(shop, customer).id, {"description": "Rent", "amount": 1_000}
        )
        assert changed.next_action.display_bank_transfer_instructions.amount_remaining == 600  # type: ignore[union-attr]

    def test_what_is_paid_by_card_after_all(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=400)
        made = self.funded(shop, customer)
        shop.v1.payment_intents.update(made.id, {"allowed_payment_method_types": ["card"]})
        paid = shop.v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"})
        assert (paid.status, paid.amount_received) == ("succeeded", 1_000)
        self.back(shop, customer)

    def test_what_is_refunded_is_cash_again(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=1_000)
        made = pay(shop, customer)
        shop.v1.payment_intents.apply_customer_balance(made.id)
        refunds = [
            shop.v1.refunds.create({"payment_intent": made.id, "amount": 300}),
            shop.v1.refunds.create({"payment_intent": made.id}),
        ]
        assert [(r.status, r.amount, r.destination_details.type) for r in refunds] == [  # type: ignore[union-attr]
            ("succeeded", 300, "customer_cash_balance"), ("succeeded", 700, "customer_cash_balance"),
        ]  # fmt: skip
        assert ledger(shop, customer)[2:] == [
            ("refunded_from_payment", 300, 300), ("refunded_from_payment", 700, 1_000),
        ]  # fmt: skip
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.refunds.create({"payment_intent": made.id})
        assert caught.value.code == "charge_already_refunded"
        newest = shop.v1.customers.cash_balance_transactions.list(customer.id, {"limit": 1}).data[0]
        assert newest.refunded_from_payment.refund == refunds[1].id  # type: ignore[union-attr]
        assert history(shop, made)[-4:] == ["charge.refunded", "refund.created"] * 2
