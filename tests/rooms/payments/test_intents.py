"""Payment intents and their charges: every state, every card, every refusal (platform.md §7.1, §7.5)."""

import json
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types
from tests.conftest import Server
from tests.rooms.payments.bank import decide

METHOD = "pm_card_visa"


def intent(shop: Shop, amount: int = 2_000, currency: str = "usd", **given: Any) -> Any:
    return shop.v1.payment_intents.create({"amount": amount, "currency": currency, **given})


def confirmed(shop: Shop, method: str = METHOD, **given: Any) -> Any:
    return intent(shop, confirm=True, payment_method=method, **given)


def declined(shop: Shop, made: Any = None, **given: Any) -> Any:
    """The error of a payment that must be declined."""
    made = made or intent(shop)
    if "method" in given:
        given["payment_method"] = given.pop("method")
    with pytest.raises(stripe.CardError) as caught:
        shop.v1.payment_intents.confirm(made.id, given)
    assert caught.value.http_status == 402
    return caught.value.json_body["error"]


class TestCreating:
    def test_every_field(self, shop: Shop) -> None:
        customer = shop.customer()
        made = intent(
            shop, customer=customer.id, description="Gold", metadata={"order": "6735"},
            receipt_email="jenny@example.com", statement_descriptor_suffix="GOLD", setup_future_usage="off_session",
            shipping={"name": "Jenny", "address": {"line1": "1 Main St", "country": "US"}},
        )  # fmt: skip
        shown = json.loads(made.last_response.body)
        assert made.id.startswith("pi_")
        secret = shown.pop("client_secret")
        assert secret.startswith(f"{made.id}_secret_")
        assert len(secret) == len(f"{made.id}_secret_") + 25
        assert shown == {
            "id": made.id, "object": "payment_intent", "allowed_payment_method_types": None, "amount": 2_000,
            "amount_capturable": 0, "amount_details": {"tip": {}}, "amount_received": 0, "application": None,
            "application_fee_amount": None,
            "automatic_payment_methods": {"allow_redirects": "always", "enabled": True}, "canceled_at": None,
            "cancellation_reason": None, "capture_method": "automatic_async", "confirmation_method": "automatic",
            "created": made.created, "currency": "usd", "customer": customer.id, "customer_account": None,
            "description": "Gold", "excluded_payment_method_types": None, "last_payment_error": None,
            "latest_charge": None, "livemode": False, "metadata": {"order": "6735"}, "next_action": None,
            "on_behalf_of": None, "payment_details": None, "payment_method": None,
            "payment_method_configuration_details": None,
            "payment_method_options": {
                "card": {
                    "installments": None, "mandate_options": None, "network": None,
                    "request_three_d_secure": "automatic",
                },
                "us_bank_account": {"verification_method": "automatic"},
            },
            "payment_method_types": ["card", "us_bank_account"], "payment_record": None, "processing": None,
            "receipt_email": "jenny@example.com", "review": None, "setup_future_usage": "off_session",
            "shipping": {
                "address": {
                    "city": None, "country": "US", "line1": "1 Main St", "line2": None, "postal_code": None,
                    "state": None,
                },
                "carrier": None, "name": "Jenny", "phone": None, "tracking_number": None,
            },
            "source": None, "statement_descriptor": None, "statement_descriptor_suffix": "GOLD",
            "status": "requires_payment_method", "transfer_data": None, "transfer_group": None,
        }  # fmt: skip
        (event,) = shop.events_of(made)
        assert (event.type, event.data.object.id) == ("payment_intent.created", made.id)
        found = json.loads(shop.v1.payment_intents.retrieve(made.id).last_response.body)
        assert found == shown | {"client_secret": secret}

    @pytest.mark.parametrize(
        ("currency", "most", "shown"),
        [
            ("usd", 99_999_999, "$999,999.99"), ("jpy", 99_999_999, "¥99,999,999"), 
            ("inr", 999_999_999, "₹9,999,999.99"),
            ("cop", 9_999_999_999, "COP\xa099,999,999.99"), ("idr", 999_999_999_999, "IDR\xa09,999,999,999.99"),
        ],
    )  # fmt: skip
    def test_the_largest_amount(self, shop: Shop, currency: str, most: int, shown: str) -> None:
        made = intent(shop, most, currency)
        assert made.amount == most
        for ask in (
            lambda: intent(shop, most + 1, currency),
            lambda: intent(shop, 10**15, currency),
            lambda: shop.v1.payment_intents.update(made.id, {"amount": most + 1}),
        ):
            with refused(f"Amount must be no more than {shown}", code="amount_too_large", param="amount"):
                ask()

    @pytest.mark.parametrize(
        ("given", "code", "param"),
        [
            ({"amount": 49}, "amount_too_small", "amount"),
            ({"amount": 0}, "parameter_invalid_integer", "amount"),
            ({"amount": -1}, "parameter_invalid_integer", "amount"),
            ({"amount": 29, "currency": "gbp"}, "amount_too_small", "amount"),
            ({"amount": 1_001, "currency": "kwd"}, "amount_invalid", "amount"),
            ({"amount": 150, "currency": "isk"}, "amount_invalid", "amount"),
            ({"currency": "xxx"}, None, "currency"),
            ({"customer": "cus_none"}, "resource_missing", "customer"),
            ({"payment_method": "pm_none"}, "resource_missing", "payment_method"),
            ({"payment_method": "pm_card_none"}, "resource_missing", "payment_method"),
            ({"off_session": True}, None, "off_session"),
            ({"return_url": "https://example.com"}, None, "return_url"),
            ({"confirm": True, "payment_method": METHOD, "return_url": "javascript:alert(1)"}, None, "return_url"),
            ({"capture_method": "by_hand"}, None, "capture_method"),
            ({"transfer_group": "x"}, "parameter_not_supported", "transfer_group"),
            ({"payment_method_types": ["card"]}, "payment_method_types_no_longer_supported", "payment_method_types"),
            (
                {"automatic_payment_methods": {"enabled": True}, "allowed_payment_method_types": ["card"]}, None,
                "automatic_payment_methods",
            ),
        ],
    )  # fmt: skip
    def test_what_is_refused(self, shop: Shop, given: dict[str, Any], code: str | None, param: str) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.payment_intents.create({"amount": 2_000, "currency": "usd", **given})
        error = caught.value
        assert (error.http_status, error.param) == (400, param)
        if code is not None and code != "parameter_invalid_integer":
            assert error.code == code

    def test_with_a_method_it_waits_for_confirmation(self, shop: Shop) -> None:
        made = intent(shop, payment_method=METHOD)
        assert made.status == "requires_confirmation"
        assert made.payment_method.startswith("pm_1")

    def test_the_secret_must_fit(self, shop: Shop) -> None:
        made, other = intent(shop), intent(shop)
        assert shop.v1.payment_intents.retrieve(made.id, {"client_secret": made.client_secret}).id == made.id
        with refused(None, param="client_secret"):
            shop.v1.payment_intents.retrieve(made.id, {"client_secret": other.client_secret})

    def test_lists(self, shop: Shop) -> None:
        customer = shop.customer()
        first, second = (intent(shop, customer=customer.id).id for _ in range(2))
        found = shop.v1.payment_intents.list({"customer": customer.id}).data
        assert [one.id for one in found] == [second, first]
        assert shop.v1.payment_intents.list({"customer": customer.id, "starting_after": second}).data[0].id == first


class TestConfirming:
    def test_success(self, shop: Shop) -> None:
        made = intent(shop, description="Gold", metadata={"a": "1"})
        paid = shop.v1.payment_intents.confirm(
            made.id, {"payment_method": METHOD, "expand": ["latest_charge", "payment_method"]}
        )
        charge = paid.latest_charge
        assert (paid.status, paid.amount_received, paid.payment_method.card.last4) == ("succeeded", 2_000, "4242")
        assert (charge.status, charge.paid, charge.captured, charge.amount, charge.amount_captured) == (
            "succeeded", True, True, 2_000, 2_000,
        )  # fmt: skip
        assert (charge.description, charge.metadata.to_dict()) == ("Gold", {"a": "1"})
        assert charge.payment_method_details.card.last4 == "4242"
        assert (charge.outcome.type, charge.outcome.network_status) == ("authorized", "approved_by_network")
        assert types(shop.events_of(paid)) == ["charge.succeeded", "payment_intent.succeeded"]
        message = (
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
        )
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.payment_intents.confirm(made.id)
        error = caught.value.json_body["error"]
        assert (error["message"], error["code"]) == (message, "payment_intent_unexpected_state")
        assert error["payment_intent"]["id"] == made.id

    def test_at_creation(self, shop: Shop) -> None:
        paid = confirmed(shop)
        assert paid.status == "succeeded"
        assert types(shop.events_of(paid)) == [
            "payment_intent.created", "charge.succeeded", "payment_intent.succeeded",
        ]  # fmt: skip

    def test_with_a_card_of_the_moment(self, shop: Shop) -> None:
        data = {"type": "card", "card": {"token": "tok_mastercard"}, "billing_details": {"name": "Jenny"}}
        paid = intent(shop, confirm=True, payment_method_data=data, expand=["latest_charge"])
        assert paid.latest_charge.billing_details.name == "Jenny"
        assert paid.latest_charge.payment_method_details.card.brand == "mastercard"

    @pytest.mark.parametrize(
        ("method", "code", "decline_code", "message"),
        [
            ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline", "Your card was declined."),
            (
                "pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds",
                "Your card has insufficient funds.",
            ),
            ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card", "Your card was declined."),
            ("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card", "Your card was declined."),
            (
                "pm_card_visa_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded",
                "Your card was declined.",
            ),
            ("pm_card_chargeDeclinedExpiredCard", "expired_card", None, "Your card has expired."),
            ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None, "Your card's security code is incorrect."),
            (
                "pm_card_chargeDeclinedProcessingError", "processing_error", None,
                "An error occurred while processing your card. Try again in a little bit.",
            ),
            ("pm_card_chargeCustomerFail", "card_declined", "generic_decline", "Your card was declined."),
            ("pm_card_radarBlock", "card_declined", "fraudulent", "Your card was declined."),
        ],
    )  # fmt: skip
    def test_declines(self, shop: Shop, method: str, code: str, decline_code: str | None, message: str) -> None:
        made = intent(shop)
        error = declined(shop, made, payment_method=method)
        assert (error["type"], error["code"], error.get("decline_code"), error["message"]) == (
            "card_error", code, decline_code, message,
        )  # fmt: skip
        assert "param" not in error
        now = shop.v1.payment_intents.retrieve(made.id, {"expand": ["latest_charge"]})
        assert (now.status, now.payment_method, now.amount_received) == ("requires_payment_method", None, 0)
        assert error["payment_intent"]["status"] == "requires_payment_method"
        assert error["payment_method"]["object"] == "payment_method"
        assert now.latest_charge.id == error["charge"]
        told = now.last_payment_error
        assert (told.code, getattr(told, "decline_code", None), told.message) == (code, decline_code, message)
        assert told.payment_method.id == error["payment_method"]["id"]
        failed = now.latest_charge
        assert (failed.status, failed.paid, failed.failure_code, failed.failure_message) == (
            "failed", False, code, message,
        )  # fmt: skip
        assert failed.outcome.type == ("blocked" if method == "pm_card_radarBlock" else "issuer_declined")
        # What was blocked never came to the network, which has nothing to say of it.
        network = None if method == "pm_card_radarBlock" else "01"
        assert (failed.outcome.network_decline_code, getattr(told, "network_decline_code", None)) == (network, network)
        assert error.get("network_decline_code") == network
        newest = [e.type for e in shop.v1.events.list({"limit": 100}).data if made.id in str(e)]
        assert newest[:2] == ["payment_intent.payment_failed", "charge.failed"]
        # Another card makes it good.
        assert shop.v1.payment_intents.confirm(made.id, {"payment_method": METHOD}).last_payment_error is None

    def test_without_a_method(self, shop: Shop) -> None:
        made = intent(shop)
        with pytest.raises(stripe.InvalidRequestError, match="missing a payment method") as caught:
            shop.v1.payment_intents.confirm(made.id)
        assert caught.value.code == "payment_intent_unexpected_state"
        with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
            intent(shop, confirm=True)

    def test_a_method_is_its_customers(self, shop: Shop) -> None:
        customer, other = shop.customer(), shop.customer()
        method = shop.v1.payment_methods.attach(METHOD, {"customer": customer.id}).id
        with refused(None, param="payment_method"):
            confirmed(shop, method)
        with refused(None, param="payment_method"):
            confirmed(shop, method, customer=other.id)
        for _ in range(2):
            assert confirmed(shop, method, customer=customer.id).status == "succeeded"

    def test_a_method_that_is_nobodys_pays_once(self, shop: Shop) -> None:
        method = shop.v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}}).id
        assert confirmed(shop, method).status == "succeeded"
        with refused(None, code="payment_method_unexpected_state", param="payment_method"):
            confirmed(shop, method)
        with refused(None, code="payment_method_unexpected_state"):
            shop.v1.payment_methods.attach(method, {"customer": shop.customer().id})

    def test_a_method_is_kept_for_its_customer(self, shop: Shop) -> None:
        customer = shop.customer()
        paid = confirmed(shop, customer=customer.id, setup_future_usage="off_session")
        (kept,) = shop.v1.customers.payment_methods.list(customer.id).data
        assert kept.id == paid.payment_method
        assert "payment_method.attached" in types(shop.events_of(paid))
        assert confirmed(shop, kept.id, customer=customer.id, off_session=True).status == "succeeded"

    def test_one_key_pays_once(self, shop: Shop) -> None:
        options: stripe.RequestOptions = {"idempotency_key": f"pay-{shop.customer().id}"}
        ask: Any = {"amount": 2_000, "currency": "usd", "confirm": True, "payment_method": METHOD}
        first = shop.v1.payment_intents.create(ask, options)
        assert shop.v1.payment_intents.create(ask, options) == first
        wrong: stripe.RequestOptions = {"idempotency_key": f"decline-{first.id}"}
        errors = []
        for _ in range(2):
            with pytest.raises(stripe.CardError) as caught:
                shop.v1.payment_intents.create({**ask, "payment_method": "pm_card_visa_chargeDeclined"}, wrong)
            errors.append(caught.value.json_body)
        assert errors[0] == errors[1]

    def test_types_that_it_names_are_its_own_from_then_on(self, shop: Shop) -> None:
        made = shop.v1.payment_intents.create({"amount": 500, "currency": "eur", "payment_method": "pm_card_visa"})
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.payment_intents.confirm(made.id, {"allowed_payment_method_types": ["sepa_debit"]})
        assert caught.value.code == "payment_intent_incompatible_payment_method"
        paid = shop.v1.payment_intents.confirm(made.id, {"allowed_payment_method_types": ["card"]})
        assert (paid.status, paid.payment_method_types) == ("succeeded", ["card"])
        assert (paid.allowed_payment_method_types, paid.automatic_payment_methods) == (["card"], None)

    def test_types_of_the_intent_of_an_invoice_stay(self, shop: Shop) -> None:
        invoice = shop.invoice("open")
        (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
        with refused(None, param="allowed_payment_method_types"):
            shop.v1.payment_intents.confirm(
                payment.payment.payment_intent, {"payment_method": METHOD, "allowed_payment_method_types": ["card"]}
            )

    def test_older_versions(self, server: Server) -> None:
        old = Shop(server.client_with(server.key, stripe_version="2024-06-20"))
        paid = old.v1.payment_intents.create(
            {"amount": 2_000, "currency": "usd", "confirm": True, "payment_method": METHOD,
             "payment_method_types": ["card"]}
        )  # fmt: skip
        assert (paid.status, paid.payment_method_types, paid.automatic_payment_methods) == ("succeeded", ["card"], None)


class TestAuthentication:
    def waiting(self, shop: Shop, method: str = "pm_card_threeDSecure2Required", **given: Any) -> Any:
        made = confirmed(shop, method, return_url="https://example.com/back?a=1", **given)
        assert made.status == "requires_action"
        assert made.next_action.type == "redirect_to_url"
        assert made.next_action.redirect_to_url.return_url == "https://example.com/back?a=1"
        return made

    def test_the_holder_agrees(self, shop: Shop, server: Server) -> None:
        made = self.waiting(shop)
        assert types(shop.events_of(made)) == ["payment_intent.created", "payment_intent.requires_action"]
        page = decide(server, made, "complete")
        assert "redirect_status=succeeded" in page
        assert f"payment_intent={made.id}" in page
        paid = shop.v1.payment_intents.retrieve(made.id)
        assert (paid.status, paid.amount_received, paid.next_action) == ("succeeded", 2_000, None)

    def test_the_holder_does_not_agree(self, shop: Shop, server: Server) -> None:
        made = self.waiting(shop)
        assert "redirect_status=failed" in decide(server, made, "fail")
        lost = shop.v1.payment_intents.retrieve(made.id)
        assert (lost.status, lost.latest_charge) == ("requires_payment_method", None)
        assert lost.last_payment_error.code == "payment_intent_authentication_failure"
        assert shop.v1.payment_intents.confirm(made.id, {"payment_method": METHOD}).status == "succeeded"

    def test_the_holder_agrees_and_the_bank_does_not(self, shop: Shop, server: Server) -> None:
        made = self.waiting(shop, "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds")
        decide(server, made, "complete")
        lost = shop.v1.payment_intents.retrieve(made.id)
        assert (lost.status, lost.last_payment_error.decline_code) == ("requires_payment_method", "insufficient_funds")

    def test_nothing_is_decided_twice(self, shop: Shop, server: Server) -> None:
        made = self.waiting(shop)
        for outcome in ("complete", "fail", "complete", "nonsense", ""):
            decide(server, made, outcome)
        assert shop.v1.payment_intents.retrieve(made.id).status == "succeeded"
        assert len(shop.v1.charges.list({"payment_intent": made.id}).data) == 1

    def test_the_page_is_opened_by_its_secret_alone(self, shop: Shop, server: Server) -> None:
        made, other = self.waiting(shop), self.waiting(shop)
        path = made.next_action.redirect_to_url.url.removeprefix(server.url)
        assert server.request("GET", path).status == 200
        for wrong in (path.replace(made.id, other.id), path[:-1], path + "x", path.replace("test_", "live_")):
            assert server.request("GET", wrong).status == 404
            assert server.request("POST", wrong, {"outcome": "complete"}).status == 404
        assert shop.v1.payment_intents.retrieve(other.id).status == "requires_action"

    def test_where_nobody_can_be_asked(self, shop: Shop) -> None:
        for given in ({"off_session": True}, {"error_on_requires_action": True}):
            error = declined(shop, method="pm_card_authenticationRequired", **given)
            assert (error["code"], error["decline_code"]) == ("authentication_required", "authentication_required")
            assert error["payment_intent"]["status"] == "requires_payment_method"

    def test_a_card_that_was_set_up_pays_in_its_holders_absence(self, shop: Shop, server: Server) -> None:
        customer = shop.customer()
        made = self.waiting(
            shop, "pm_card_authenticationRequiredOnSetup", customer=customer.id, setup_future_usage="off_session"
        )
        decide(server, made, "complete")
        (kept,) = shop.v1.customers.payment_methods.list(customer.id).data
        assert confirmed(shop, kept.id, customer=customer.id, off_session=True).status == "succeeded"

    def test_another_method_instead(self, shop: Shop) -> None:
        made = self.waiting(shop)
        assert shop.v1.payment_intents.confirm(made.id, {"payment_method": METHOD}).status == "succeeded"


class TestChangingAndCanceling:
    def test_what_may_change(self, shop: Shop) -> None:
        customer = shop.customer()
        made = intent(shop)
        changed = shop.v1.payment_intents.update(
            made.id,
            {"amount": 3_000, "currency": "eur", "customer": customer.id, "metadata": {"a": "1"}, "description": "X",
             "payment_method": METHOD},
        )  # fmt: skip
        assert (changed.amount, changed.currency, changed.customer, changed.status) == (
            3_000, "eur", customer.id, "requires_confirmation",
        )  # fmt: skip
        assert shop.events_of(changed) == []
        cleared = shop.v1.payment_intents.update(made.id, {"payment_method": ""})
        assert (cleared.status, cleared.payment_method) == ("requires_payment_method", None)
        with refused(None, code="amount_too_small", param="amount"):
            shop.v1.payment_intents.update(made.id, {"amount": 1})

    def test_canceling(self, shop: Shop) -> None:
        made = intent(shop)
        gone = shop.v1.payment_intents.cancel(made.id, {"cancellation_reason": "abandoned"})
        assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
        assert gone.canceled_at >= made.created
        assert types(shop.events_of(gone)) == ["payment_intent.canceled"]

    @pytest.mark.parametrize("status", ["succeeded", "canceled"])
    @pytest.mark.parametrize("verb", ["update", "cancel", "confirm"])
    def test_what_is_over_stays(self, shop: Shop, status: str, verb: str) -> None:
        made = confirmed(shop) if status == "succeeded" else intent(shop)
        if status == "canceled":
            shop.v1.payment_intents.cancel(made.id)
        given = {"amount": 3_000} if verb == "update" else {"payment_method": METHOD} if verb == "confirm" else {}
        with pytest.raises(stripe.InvalidRequestError) as caught:
            getattr(shop.v1.payment_intents, verb)(made.id, given)
        assert (caught.value.http_status, caught.value.code) == (400, "payment_intent_unexpected_state")
        assert caught.value.json_body["error"]["payment_intent"]["status"] == status
        # What is only told about it may still change.
        assert shop.v1.payment_intents.update(made.id, {"metadata": {"a": "1"}}).metadata.a == "1"

    def test_what_is_not_there(self, shop: Shop) -> None:
        message = "No such payment_intent: 'pi_none'"
        for verb in ("retrieve", "update", "confirm", "cancel"):
            with refused(message, status=404, code="resource_missing", param="intent"):
                getattr(shop.v1.payment_intents, verb)("pi_none")


class TestCharges:
    @pytest.mark.parametrize(
        ("given", "descriptor"),
        [
            # The account of the tests has no name of its own.
            ({}, "BILLHOOK ACCOUNT"),
            ({"statement_descriptor": "Zulip Cloud Standard"}, "ZULIP CLOUD STANDARD"),
            # 22 characters hold "* " and ten of each.
            ({"statement_descriptor_suffix": "Order 6735"}, "BILLHOOK A* ORDER 6735"),
        ],
    )
    def test_what_a_card_holders_statement_says(self, shop: Shop, given: dict[str, str], descriptor: str) -> None:
        charge = confirmed(shop, **given, expand=["latest_charge"]).latest_charge
        assert charge.calculated_statement_descriptor == descriptor
        assert shop.v1.charges.retrieve(charge.id).calculated_statement_descriptor == descriptor

    def test_a_bank_accounts_statement_has_no_descriptor_of_a_card(self, shop: Shop) -> None:
        accepted = {"customer_acceptance": {"type": "offline"}}
        charge = confirmed(
            shop, "pm_usBankAccount_success", mandate_data=accepted, expand=["latest_charge"]
        ).latest_charge
        assert charge.calculated_statement_descriptor is None

    def test_a_charge_tells_more_later(self, shop: Shop) -> None:
        charge = confirmed(shop).latest_charge
        changed = shop.v1.charges.update(
            charge,
            {"description": "Gold", "metadata": {"a": "1"}, "receipt_email": "j@example.com",
             "fraud_details": {"user_report": "safe"}},
        )  # fmt: skip
        assert (changed.description, changed.receipt_email) == ("Gold", "j@example.com")
        assert changed.fraud_details.user_report == "safe"
        assert types(shop.events_of(changed)) == ["charge.updated"]
        customer = shop.customer()
        assert shop.v1.charges.update(charge, {"customer": customer.id}).customer == customer.id
        with refused(None, param="customer"):
            shop.v1.charges.update(charge, {"customer": shop.customer().id})

    def test_lists(self, shop: Shop) -> None:
        made = intent(shop, customer=shop.customer().id)
        declined(shop, made, payment_method="pm_card_visa_chargeDeclined")
        paid = shop.v1.payment_intents.confirm(made.id, {"payment_method": METHOD})
        for by in ({"payment_intent": made.id}, {"customer": made.customer}):
            assert [c.status for c in shop.v1.charges.list(by).data] == ["succeeded", "failed"]
        assert shop.v1.charges.retrieve(paid.latest_charge).payment_intent == made.id
        with refused("No such charge: 'ch_none'", status=404, code="resource_missing", param="charge"):
            shop.v1.charges.retrieve("ch_none")


def test_live_mode_charges_nothing(live: stripe.StripeClient) -> None:
    shop = Shop(live)
    made = intent(shop)
    assert made.livemode is True
    for given in ({"payment_method": METHOD}, {"payment_method_data": {"type": "card", "card": {"token": "tok_visa"}}}):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.payment_intents.confirm(made.id, given)
        assert caught.value.http_status == 400
