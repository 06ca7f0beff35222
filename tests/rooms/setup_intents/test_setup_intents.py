"""Setup intents: every state, every refusal, and what the payment method is good for afterwards (platform.md §7.4)."""

import json
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.payments.bank import decide

PAPER = {"customer_acceptance": {"type": "offline"}}
SECURE = "pm_card_authenticationRequiredOnSetup"


def setup(shop: Shop, **given: Any) -> Any:
    return shop.v1.setup_intents.create(given)


def history(shop: Shop, intent: Any) -> list[str]:
    events = reversed(shop.v1.events.list({"limit": 100}).data)
    return [event.type for event in events if getattr(event.data.object, "id", None) == intent.id]


def refused(caught: Any) -> tuple[int, str | None, str | None]:
    error = caught.value.json_body["error"]
    return caught.value.http_status, error.get("code"), error.get("param")


class TestCreating:
    def test_every_field(self, shop: Shop) -> None:
        customer = shop.customer()
        made = setup(shop, customer=customer.id, description="Later", metadata={"a": "1"}, usage="on_session")
        shown = json.loads(made.last_response.body)
        secret = shown.pop("client_secret")
        assert secret.startswith(f"{made.id}_secret_")
        assert len(secret) == len(f"{made.id}_secret_") + 25
        assert made.id.startswith("seti_")
        assert shown == {
            "id": made.id, "object": "setup_intent", "allowed_payment_method_types": None, "application": None,
            "automatic_payment_methods": {"allow_redirects": "always", "enabled": True}, "cancellation_reason": None,
            "created": made.created, "customer": customer.id, "customer_account": None, "description": "Later",
            "excluded_payment_method_types": None, "flow_directions": None, "last_setup_error": None,
            "latest_attempt": None, "livemode": False, "mandate": None, "metadata": {"a": "1"}, "next_action": None,
            "on_behalf_of": None, "payment_method": None, "payment_method_configuration_details": None,
            "payment_method_options": {
                "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"},
                "sepa_debit": {}, "us_bank_account": {"verification_method": "automatic"},
            },
            "payment_method_types": ["card", "sepa_debit", "us_bank_account"], "single_use_mandate": None,
            "status": "requires_payment_method", "usage": "on_session",
        }  # fmt: skip
        assert shop.v1.setup_intents.retrieve(made.id).to_dict() == made.to_dict()
        assert [s.id for s in shop.v1.setup_intents.list({"customer": customer.id}).data] == [made.id]

    @pytest.mark.parametrize(
        ("given", "code", "param"),
        [
            ({"mandate_data": PAPER}, None, "mandate_data"), ({"return_url": "https://a.example"}, None, "return_url"),
            ({"customer": "cus_1"}, "resource_missing", "customer"),
            ({"payment_method": "pm_1"}, "resource_missing", "payment_method"),
            ({"payment_method": "pm_sepaDebit_success_de", "confirm": True}, "parameter_missing", "mandate_data"),
            ({"confirm": True}, "setup_intent_unexpected_state", None),
            ({"payment_method": "pm_card_visa", "allowed_payment_method_types": ["sepa_debit"]},
             "payment_intent_incompatible_payment_method", "payment_method"),
            ({"confirm": True, "return_url": "javascript:alert(1)", "payment_method": "pm_card_visa"}, None,
             "return_url"),
            ({"single_use": {"amount": 1, "currency": "usd"}}, "parameter_not_supported", "single_use"),
        ],
    )  # fmt: skip
    def test_refused(self, shop: Shop, given: Any, code: str | None, param: str | None) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            setup(shop, **given)
        assert refused(caught) == (400, code, param)

    def test_nothing_is_set_up_in_live_mode_yet(self, live: stripe.StripeClient) -> None:
        made = setup(Shop(live))
        assert (made.livemode, made.status) == (True, "requires_payment_method")


class TestConfirming:
    @pytest.mark.parametrize("version", ["2022-11-15", "2025-08-27.basil", "2026-08-26.dahlia"])
    def test_older_versions_name_the_types(self, server: Server, version: str) -> None:
        """`payment_method_types` may be written before endive, and is shown in every version."""
        old = Shop(server.client_with(server.key, stripe_version=version))
        made = setup(old, payment_method_types=["card", "us_bank_account"])
        assert made.payment_method_types == ["card", "us_bank_account"]
        changed = old.v1.setup_intents.update(made.id, {"payment_method_types": ["card"]})
        assert changed.payment_method_types == ["card"]
        with pytest.raises(stripe.InvalidRequestError) as caught:
            old.v1.setup_intents.confirm(changed.id, {"payment_method": "pm_usBankAccount_success"})
        assert refused(caught)[1] == "payment_intent_incompatible_payment_method"
        done = old.v1.setup_intents.confirm(changed.id, {"payment_method": "pm_card_visa"})
        assert (done.status, done.payment_method_types) == ("succeeded", ["card"])

    def test_types_that_it_names_are_its_own_from_then_on(self, shop: Shop) -> None:
        made = setup(shop, payment_method="pm_card_visa")
        done = shop.v1.setup_intents.confirm(made.id, {"allowed_payment_method_types": ["card"]})
        assert (done.status, done.allowed_payment_method_types) == ("succeeded", ["card"])

    def test_a_card_is_the_customers_and_ready(self, shop: Shop) -> None:
        customer = shop.customer()
        made = setup(shop, customer=customer.id, payment_method="pm_card_visa", confirm=True)
        assert (made.status, made.mandate) == ("succeeded", None)
        assert shop.v1.payment_methods.retrieve(made.payment_method).customer == customer.id
        assert history(shop, made) == ["setup_intent.created", "setup_intent.succeeded"]

    def test_an_account_with_a_mandate_pays_invoices(self, shop: Shop) -> None:
        customer = shop.customer()
        made = setup(
            shop, customer=customer.id, payment_method="pm_sepaDebit_success_de", confirm=True, mandate_data=PAPER,
            expand=["mandate"],
        )  # fmt: skip
        assert (made.status, made.mandate.type, made.mandate.status) == ("succeeded", "multi_use", "active")
        invoice = shop.invoice("open", customer=customer, currency="eur")
        assert shop.v1.invoices.pay(invoice.id, {"payment_method": made.payment_method}).status == "open"
        (charge,) = shop.v1.charges.list({"customer": customer.id}).data
        assert charge.payment_method_details.sepa_debit.mandate == made.mandate.id

    def test_declined_and_then_another(self, shop: Shop) -> None:
        made = setup(shop, payment_method="pm_card_visa_chargeDeclined")
        assert made.status == "requires_confirmation"
        with pytest.raises(stripe.CardError) as caught:
            shop.v1.setup_intents.confirm(made.id)
        error = caught.value.json_body["error"]
        assert refused(caught) == (402, "card_declined", None)
        assert error["setup_intent"]["id"] == made.id
        lost = shop.v1.setup_intents.retrieve(made.id)
        assert (lost.status, lost.payment_method) == ("requires_payment_method", None)
        assert lost.last_setup_error.code == "card_declined"
        assert (error["network_decline_code"], lost.last_setup_error.network_decline_code) == ("01", "01")
        # The bank was asked, so its checks are known.
        assert error["payment_method"]["card"]["checks"]["cvc_check"] == "pass"
        done = shop.v1.setup_intents.confirm(made.id, {"payment_method": "pm_card_visa"})
        assert (done.status, done.last_setup_error) == ("succeeded", None)
        assert history(shop, made) == ["setup_intent.created", "setup_intent.setup_failed", "setup_intent.succeeded"]

    @pytest.mark.parametrize(
        ("outcome", "status", "told"),
        [("complete", "succeeded", "ready for later"), ("fail", "requires_payment_method", "was not kept")],
    )  # fmt: skip
    def test_the_bank_asks_the_holder(self, shop: Shop, server: Server, outcome: str, status: str, told: str) -> None:
        customer = shop.customer()
        made = setup(shop, customer=customer.id, payment_method=SECURE, confirm=True)
        assert (made.status, made.next_action.type) == ("requires_action", "redirect_to_url")
        assert told in decide(server, made, outcome)
        done = shop.v1.setup_intents.retrieve(made.id)
        assert (done.status, done.next_action) == (status, None)
        if outcome == "complete":
            invoice = shop.invoice("open", customer=customer)
            assert shop.v1.invoices.pay(invoice.id, {"payment_method": done.payment_method}).status == "paid"
        else:
            assert done.last_setup_error.code == "setup_intent_authentication_failure"

    def test_the_same_key_sets_up_once(self, shop: Shop) -> None:
        given = {"customer": shop.customer().id, "payment_method": "pm_card_visa", "confirm": True}
        first = shop.v1.setup_intents.create(given, {"idempotency_key": f"once-{given['customer']}"})
        again = shop.v1.setup_intents.create(given, {"idempotency_key": f"once-{given['customer']}"})
        assert first.to_dict() == again.to_dict()
        assert len(shop.v1.payment_methods.list({"customer": given["customer"]}).data) == 1


class TestStates:
    def test_nothing_can_be_done_after_the_end(self, shop: Shop) -> None:
        done = setup(shop, payment_method="pm_card_visa", confirm=True)
        gone = shop.v1.setup_intents.cancel(setup(shop).id, {"cancellation_reason": "abandoned"})
        assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
        assert history(shop, gone) == ["setup_intent.created", "setup_intent.canceled"]
        for ended in (done, gone):
            for verb, given in (
                (shop.v1.setup_intents.confirm, {}), (shop.v1.setup_intents.cancel, {}),
                (shop.v1.setup_intents.update, {"payment_method": "pm_card_visa"}),
            ):  # fmt: skip
                with pytest.raises(stripe.InvalidRequestError) as caught:
                    verb(ended.id, given)  # type: ignore[operator]
                assert refused(caught) == (400, "setup_intent_unexpected_state", None)
            assert shop.v1.setup_intents.update(ended.id, {"metadata": {"a": "1"}}).metadata["a"] == "1"

    def test_what_waits_can_be_changed(self, shop: Shop) -> None:
        made = setup(shop)
        ready = shop.v1.setup_intents.update(
            made.id, {"payment_method": "pm_card_visa", "customer": shop.customer().id, "description": "Later"}
        )
        assert (ready.status, ready.description) == ("requires_confirmation", "Later")
        assert shop.v1.setup_intents.update(made.id, {"payment_method": ""}).status == "requires_payment_method"

    def test_the_secret_is_asked_for_what_it_is(self, shop: Shop) -> None:
        made = setup(shop)
        assert shop.v1.setup_intents.retrieve(made.id, {"client_secret": made.client_secret}).id == made.id
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.setup_intents.retrieve(made.id, {"client_secret": f"{made.id}_secret_x"})
        assert refused(caught) == (400, None, "client_secret")


class TestAttempts:
    def of(self, shop: Shop, intent: Any) -> list[Any]:
        """Oldest first."""
        return list(reversed(shop.v1.setup_attempts.list({"setup_intent": intent.id}).data))

    def test_what_one_looks_like(self, shop: Shop) -> None:
        customer = shop.customer()
        ready = setup(shop, customer=customer.id, payment_method="pm_card_visa", confirm=True)
        page = shop.v1.setup_attempts.list({"setup_intent": ready.id})
        (attempt,) = json.loads(page.last_response.body)["data"]
        card = attempt["payment_method_details"].pop("card")
        assert attempt == {
            "id": ready.latest_attempt, "object": "setup_attempt", "application": None, "attach_to_self": False,
            "created": attempt["created"], "customer": customer.id, "customer_account": None, "flow_directions": None,
            "livemode": False, "on_behalf_of": None, "payment_method": ready.payment_method,
            "payment_method_details": {"type": "card"}, "setup_error": None, "setup_intent": ready.id,
            "status": "succeeded", "usage": "off_session",
        }  # fmt: skip
        assert (card["last4"], card["brand"], card["three_d_secure"]) == ("4242", "visa", None)
        assert attempt["id"].startswith("setatt_")
        expanded = shop.v1.setup_intents.retrieve(ready.id, {"expand": ["latest_attempt"]})
        assert expanded.latest_attempt.status == "succeeded"  # type: ignore[union-attr]

    def test_declined_and_then_another(self, shop: Shop) -> None:
        intent = setup(shop)
        assert self.of(shop, intent) == []
        with pytest.raises(stripe.CardError):
            shop.v1.setup_intents.confirm(intent.id, {"payment_method": "pm_card_visa_chargeDeclined"})
        ready = shop.v1.setup_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
        first, second = self.of(shop, intent)
        assert (first.status, first.setup_error.code, second.status) == ("failed", "card_declined", "succeeded")
        assert ready.latest_attempt == second.id

    @pytest.mark.parametrize(("outcome", "status"), [("complete", "succeeded"), ("fail", "failed")])
    def test_one_attempt_whatever_its_holder_says(
        self, shop: Shop, server: Server, outcome: str, status: str
    ) -> None:  # fmt: skip
        intent = setup(shop, payment_method=SECURE, confirm=True)
        assert [attempt.status for attempt in self.of(shop, intent)] == ["requires_action"]
        decide(server, intent, outcome)
        (attempt,) = self.of(shop, intent)
        assert attempt.status == status
        assert (attempt.setup_error is not None) == (status == "failed")

    def test_what_was_given_up(self, shop: Shop) -> None:
        intent = setup(shop, payment_method=SECURE, confirm=True)
        shop.v1.setup_intents.confirm(intent.id, {"payment_method": SECURE})
        shop.v1.setup_intents.cancel(intent.id)
        assert [attempt.status for attempt in self.of(shop, intent)] == ["abandoned", "abandoned"]

    def test_what_was_changed_while_its_holder_was_asked(self, shop: Shop) -> None:
        intent = setup(shop, payment_method=SECURE, confirm=True)
        shop.v1.setup_intents.update(intent.id, {"payment_method": "pm_card_visa"})
        assert [attempt.status for attempt in self.of(shop, intent)] == ["abandoned"]

    def test_of_no_intent(self, shop: Shop) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.setup_attempts.list({"setup_intent": "seti_none"})
        assert refused(caught) == (400, "resource_missing", "setup_intent")
