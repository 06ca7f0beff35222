"""Payment methods: test cards by number, token and name; whose they are, and when they are spent (platform.md §7.3)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types

YEAR = datetime.now(UTC).year + 2


def card(shop: Shop, number: str = "4242424242424242", **given: Any) -> Any:
    """A payment method with a test card that nobody owns yet."""
    dates = {"exp_month": 8, "exp_year": YEAR, "cvc": "314"}
    return shop.v1.payment_methods.create({"type": "card", "card": {"number": number, **dates}, **given})


def attached(shop: Shop, customer: Any, method: str = "pm_card_visa") -> Any:
    return shop.v1.payment_methods.attach(method, {"customer": customer.id})


class TestCreating:
    def test_every_field(self, shop: Shop) -> None:
        address = {
            "city": "Paris",
            "country": "FR",
            "line1": "1 rue",
            "line2": None,
            "postal_code": "75001",
            "state": None,
        }
        made = card(
            shop,
            billing_details={
                "name": "Jenny Rosen", "email": "jenny@example.com", "phone": "+33 1",
                "address": {name: value for name, value in address.items() if value},
            },
            metadata={"a": "1"}, allow_redisplay="always",
        )  # fmt: skip
        assert made.id.startswith("pm_")
        shown = json.loads(made.last_response.body)
        fingerprint = shown["card"].pop("fingerprint")
        assert len(fingerprint) == 16
        assert shown == {
            "id": made.id, "object": "payment_method", "allow_redisplay": "always",
            "billing_details": {
                "address": address, "email": "jenny@example.com", "name": "Jenny Rosen", "phone": "+33 1",
                "tax_id": None,
            },
            "card": {
                "brand": "visa",
                "checks": {
                    "address_line1_check": "unchecked", "address_postal_code_check": "unchecked",
                    "cvc_check": "unchecked",
                },
                "country": "US", "display_brand": "visa", "exp_month": 8, "exp_year": YEAR, "funding": "credit",
                "generated_from": None, "last4": "4242", "networks": {"available": ["visa"], "preferred": None},
                "regulated_status": "unregulated", "three_d_secure_usage": {"supported": True}, "wallet": None,
            },
            "created": made.created, "customer": None, "customer_account": None, "livemode": False,
            "metadata": {"a": "1"}, "radar_options": {}, "type": "card",
        }  # fmt: skip
        assert json.loads(shop.v1.payment_methods.retrieve(made.id).last_response.body)["card"]["last4"] == "4242"
        assert shop.events_of(made) == []
        # The same card is known again by its fingerprint.
        assert card(shop).card.fingerprint == fingerprint
        assert card(shop, "5555 5555 5555 4444").card.fingerprint != fingerprint

    @pytest.mark.parametrize(
        ("number", "brand", "funding", "country"),
        [
            ("4000056655665556", "visa", "debit", "US"), ("2223003122003222", "mastercard", "credit", "US"),
            ("5105105105105100", "mastercard", "prepaid", "US"), ("6011111111111117", "discover", "credit", "US"),
            ("3056930009020004", "diners", "credit", "US"), ("3566002020360505", "jcb", "credit", "US"),
            ("6200000000000005", "unionpay", "credit", "CN"), ("4000002760000016", "visa", "credit", "DE"),
        ],
    )  # fmt: skip
    def test_brands(self, shop: Shop, number: str, brand: str, funding: str, country: str) -> None:
        made = card(shop, number).card
        assert (made.brand, made.funding, made.country, made.last4) == (brand, funding, country, number[-4:])

    @pytest.mark.parametrize(
        ("number", "line1", "postal_code", "cvc"),
        [
            ("4242424242424242", "pass", "pass", "pass"), ("4000000000000010", "fail", "fail", "pass"),
            ("4000000000000028", "fail", "pass", "pass"), ("4000000000000036", "pass", "fail", "pass"),
            ("4000000000000044", "unavailable", "unavailable", "pass"), ("4000000000000101", "pass", "pass", "fail"),
        ],
    )  # fmt: skip
    def test_checks_wait_for_the_bank(
        self, shop: Shop, number: str, line1: str, postal_code: str, cvc: str
    ) -> None:  # fmt: skip
        """`unchecked` until the card is attached or has paid; null where there is nothing to check."""
        address = {"address": {"line1": "1 Main St", "postal_code": "94111"}}
        new = {
            "address_line1_check": "unchecked", "address_postal_code_check": "unchecked", "cvc_check": "unchecked",
        }  # fmt: skip
        known = {"address_line1_check": line1, "address_postal_code_check": postal_code, "cvc_check": cvc}
        kept, used = (card(shop, number, billing_details=address) for _ in range(2))
        assert (kept.card.checks.to_dict(), used.card.checks.to_dict()) == (new, new)
        assert attached(shop, shop.customer(), kept.id).card.checks.to_dict() == known
        paid = shop.v1.payment_intents.create(
            {"amount": 500, "currency": "usd", "confirm": True, "payment_method": used.id, "expand": ["latest_charge"]}
        )
        assert paid.latest_charge.payment_method_details.card.checks.to_dict() == known
        assert shop.v1.payment_methods.retrieve(used.id).card.checks.to_dict() == known
        assert set(card(shop, number).card.checks.to_dict().values()) == {None, "unchecked"}

    @pytest.mark.parametrize(
        ("name", "brand", "funding", "country", "last4", "networks"),
        [
            ("us", "visa", "credit", "US", "4242", ["visa"]),
            ("br", "visa", "credit", "BR", "0002", ["visa"]),
            ("gb_debit", "visa", "debit", "GB", "0005", ["visa"]),
            ("gb_mastercard", "mastercard", "credit", "GB", "4449", ["mastercard"]),
            ("th_debit", "visa", "debit", "TH", "0008", ["visa"]),
            ("mastercard_cartesBancaires", "mastercard", "credit", "FR", "1001", ["cartes_bancaires", "mastercard"]),
            ("visa_debit_eftposAuCoBranded", "visa", "debit", "AU", "0001", ["eftpos_au", "visa"]),
            ("bypassPendingInternational", "visa", "credit", "IE", "0278", ["visa"]),
        ],
    )
    def test_names_of_cards(
        self, shop: Shop, name: str, brand: str, funding: str, country: str, last4: str, networks: list[str]
    ) -> None:
        by_token = shop.v1.payment_methods.create({"type": "card", "card": {"token": f"tok_{name}"}}).card
        for shown in (by_token, attached(shop, shop.customer(), f"pm_card_{name}").card):
            assert (shown.brand, shown.funding, shown.country, shown.last4) == (brand, funding, country, last4)
            assert shown.networks.available == networks

    @pytest.mark.parametrize(
        ("name", "line1", "postal_code"),
        [("avsFail", "fail", "fail"), ("avsLine1Fail", "fail", None), ("avsUnchecked", "unavailable", "unavailable")],
    )
    def test_a_card_named_by_its_address_has_one(
        self, shop: Shop, name: str, line1: str, postal_code: str | None
    ) -> None:  # fmt: skip
        checks = attached(shop, shop.customer(), f"pm_card_{name}").card.checks
        assert (checks.address_line1_check, checks.address_postal_code_check) == (line1, postal_code)

    @pytest.mark.parametrize("name", ["pm_card_createMultipleDisputes", "pm_bacsDebit_success"])
    def test_what_is_not_offered_is_refused_by_name(self, shop: Shop, name: str) -> None:
        message = (
            f"Billhook does not have Stripe's test payment method {name} yet; see "
            "docs/guide/differences.md#test-payment-methods."
        )
        with refused(message, code="not_supported", param="payment_method"):
            attached(shop, shop.customer(), name)
        with refused(message.replace(name, "tok_createMultipleDisputes"), code="not_supported", param="card[token]"):
            shop.v1.payment_methods.create({"type": "card", "card": {"token": "tok_createMultipleDisputes"}})

    def test_a_token(self, shop: Shop) -> None:
        made = shop.v1.payment_methods.create({"type": "card", "card": {"token": "tok_mastercard"}})
        assert (made.card.brand, made.card.last4) == ("mastercard", "4444")
        assert datetime(made.card.exp_year, made.card.exp_month, 28, tzinfo=UTC) > datetime.now(UTC)
        with refused("No such token: 'tok_none'", code="resource_missing", param="card[token]"):
            shop.v1.payment_methods.create({"type": "card", "card": {"token": "tok_none"}})

    @pytest.mark.parametrize(
        ("change", "code", "param"),
        [
            ({"number": "4242424242424241"}, "incorrect_number", "number"),
            ({"number": "hello"}, "incorrect_number", "number"),
            ({"exp_month": 13}, "invalid_expiry_month", "exp_month"),
            ({"exp_month": 0}, "invalid_expiry_month", "exp_month"),
            ({"exp_year": 1995}, "invalid_expiry_year", "exp_year"),
            ({"exp_year": 95}, "invalid_expiry_year", "exp_year"),
            ({"cvc": "99"}, "invalid_cvc", "cvc"),
            ({"cvc": "1234"}, "invalid_cvc", "cvc"),
            ({"number": "378282246310005", "cvc": "12345"}, "invalid_cvc", "cvc"),
        ],
    )
    def test_what_is_wrong_with_a_card(self, shop: Shop, change: dict[str, Any], code: str, param: str) -> None:
        given = {"number": "4242424242424242", "exp_month": 8, "exp_year": YEAR, "cvc": "314", **change}
        with pytest.raises(stripe.CardError) as caught:
            shop.v1.payment_methods.create({"type": "card", "card": given})
        assert (caught.value.http_status, caught.value.code, caught.value.param) == (402, code, param)

    def test_a_card_that_is_no_test_card(self, shop: Shop) -> None:
        with pytest.raises(stripe.CardError) as caught:
            card(shop, "4012888888881881")
        error = caught.value.json_body["error"]
        assert (error["code"], error["decline_code"]) == ("card_declined", "test_mode_live_card")

    @pytest.mark.parametrize(
        ("given", "param"),
        [
            ({"type": "card"}, "card"),
            ({"type": "card", "card": {"exp_month": 1, "exp_year": YEAR}}, "card[number]"),
            ({"type": "card", "card": {"number": "4242424242424242", "token": "tok_visa"}}, "card[number]"),
            ({"type": "card", "card": {"number": "4242424242424242", "exp_year": YEAR}}, "card[exp_month]"),
            ({"type": "giropay"}, "type"),
            ({"card": {"token": "tok_visa"}}, "type"),
            ({"type": "card", "card": {"token": "tok_visa"}, "ideal": {"bank": "ing"}}, "ideal"),
        ],
    )
    def test_what_is_missing_or_not_offered(self, shop: Shop, given: Any, param: str) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.payment_methods.create(given)
        assert (caught.value.http_status, caught.value.param) == (400, param)


class TestAttaching:
    def test_a_template_makes_a_new_one_each_time(self, shop: Shop) -> None:
        customer = shop.customer()
        first, second = attached(shop, customer), attached(shop, customer)
        assert first.id != second.id
        assert first.id.startswith("pm_1")
        assert first.customer == customer.id
        events = shop.events_of(first)
        assert types(events) == ["payment_method.attached"]
        assert events[0].data.object.customer == customer.id
        found = shop.v1.customers.payment_methods.list(customer.id).data
        assert [method.id for method in found] == [second.id, first.id]
        assert [m.id for m in shop.v1.payment_methods.list({"customer": customer.id, "type": "card"}).data] == [
            second.id, first.id,
        ]  # fmt: skip
        assert shop.v1.customers.payment_methods.retrieve(customer.id, first.id).id == first.id

    def test_what_is_attached_stays_with_its_customer(self, shop: Shop) -> None:
        customer, other = shop.customer(), shop.customer()
        method = attached(shop, customer, card(shop).id)
        again = attached(shop, customer, method.id)
        assert (again.customer, shop.events_of(again)) == (customer.id, [])
        message = "The payment method you provided has already been attached to a customer."
        with refused(message, code="payment_method_unexpected_state"):
            attached(shop, other, method.id)
        with refused(None, status=404, code="resource_missing", param="payment_method"):
            shop.v1.customers.payment_methods.retrieve(other.id, method.id)
        assert shop.v1.payment_methods.list({"customer": other.id}).data == []

    def test_what_was_detached_is_spent(self, shop: Shop) -> None:
        customer = shop.customer()
        method = attached(shop, customer)
        loose = shop.v1.payment_methods.detach(method.id)
        assert loose.customer is None
        (event,) = shop.events_of(loose)
        assert event.type == "payment_method.detached"
        assert event.data.previous_attributes.to_dict() == {"customer": customer.id}
        assert shop.v1.customers.payment_methods.list(customer.id).data == []
        with refused(None, code="payment_method_unexpected_state"):
            attached(shop, customer, method.id)
        with refused(None, code="payment_method_unexpected_state"):
            shop.v1.payment_methods.detach(method.id)

    @pytest.mark.parametrize(
        ("template", "code", "decline_code"),
        [
            ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
            ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
            ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
            ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
            ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
        ],
    )
    def test_a_card_that_declines_everything_is_not_attached(
        self, shop: Shop, template: str, code: str, decline_code: str | None
    ) -> None:
        customer = shop.customer()
        with pytest.raises(stripe.CardError) as caught:
            attached(shop, customer, template)
        error = caught.value.json_body["error"]
        assert (caught.value.http_status, error["code"], error.get("decline_code")) == (402, code, decline_code)
        assert shop.v1.customers.payment_methods.list(customer.id).data == []

    def test_a_card_that_fails_later_is_attached(self, shop: Shop) -> None:
        assert attached(shop, shop.customer(), "pm_card_chargeCustomerFail").card.last4 == "0341"

    def test_who_and_what_is_not_there(self, shop: Shop) -> None:
        customer = shop.customer()
        with refused("No such customer: 'cus_none'", code="resource_missing", param="customer"):
            shop.v1.payment_methods.attach("pm_card_visa", {"customer": "cus_none"})
        with refused("No such PaymentMethod: 'pm_none'", status=404, code="resource_missing", param="payment_method"):
            attached(shop, customer, "pm_none")
        with refused("No such PaymentMethod: 'pm_card_none'", code="resource_missing", param="payment_method"):
            attached(shop, customer, "pm_card_none")
        shop.v1.customers.delete(customer.id)
        with refused(None, code="resource_missing", param="customer"):
            attached(shop, customer)
        with refused(None, status=404, code="resource_missing", param="customer"):
            shop.v1.customers.payment_methods.list(customer.id)

    def test_a_deleted_customer_loses_them(self, shop: Shop) -> None:
        customer = shop.customer()
        method = attached(shop, customer)
        gone = shop.v1.customers.delete(customer.id)
        assert types(shop.events_of(gone)) == ["payment_method.detached", "customer.deleted"]
        assert shop.v1.payment_methods.retrieve(method.id).customer is None


class TestTheDefault:
    def test_it_is_one_of_the_customers_own(self, shop: Shop) -> None:
        customer = shop.customer()
        method = attached(shop, customer)
        changed = shop.v1.customers.update(
            customer.id,
            {"invoice_settings": {"default_payment_method": method.id},
             "expand": ["invoice_settings.default_payment_method"]},
        )  # fmt: skip
        assert changed.invoice_settings.default_payment_method.card.last4 == "4242"
        (event,) = shop.events_of(changed)
        assert event.data.previous_attributes.to_dict() == {"invoice_settings": {"default_payment_method": None}}
        other = attached(shop, shop.customer())
        message = (
            f"The customer does not have a payment method with the ID {other.id}. The payment method must be attached "
            "to the customer."
        )
        param = "invoice_settings[default_payment_method]"
        with refused(message, code="resource_missing", param=param):
            shop.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": other.id}})
        cleared = shop.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": ""}})
        assert cleared.invoice_settings.default_payment_method is None

    def test_detaching_it_takes_it_away(self, shop: Shop) -> None:
        customer = shop.customer()
        method = attached(shop, customer)
        shop.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})
        loose = shop.v1.payment_methods.detach(method.id)
        assert types(shop.events_of(loose)) == ["payment_method.detached", "customer.updated"]
        assert shop.v1.customers.retrieve(customer.id).invoice_settings.default_payment_method is None

    def test_a_new_customer_brings_it(self, shop: Shop) -> None:
        default = {"default_payment_method": "pm_card_visa"}
        customer = shop.customer(payment_method="pm_card_visa", invoice_settings=default)
        (method,) = shop.v1.customers.payment_methods.list(customer.id).data
        assert customer.invoice_settings.default_payment_method == method.id
        assert types(shop.events_of(customer)) == ["payment_method.attached", "customer.created"]
        assert shop.customer(payment_method=card(shop).id).invoice_settings.default_payment_method is None
        with refused(None, code="resource_missing", param="invoice_settings[default_payment_method]"):
            shop.customer(invoice_settings=default)


class TestChanging:
    def test_what_may_change(self, shop: Shop) -> None:
        method = attached(shop, shop.customer())
        changed = shop.v1.payment_methods.update(
            method.id,
            {
                "billing_details": {"name": "J. Rosen", "address": {"country": "DE"}}, "metadata": {"a": "1"},
                "card": {"exp_month": 12, "exp_year": YEAR}, "allow_redisplay": "limited",
            },
        )  # fmt: skip
        assert (changed.card.exp_month, changed.card.exp_year, changed.allow_redisplay) == (12, YEAR, "limited")
        assert (changed.billing_details.name, changed.billing_details.address.country) == ("J. Rosen", "DE")
        (event,) = shop.events_of(changed)
        assert event.type == "payment_method.updated"
        assert event.data.previous_attributes["metadata"].to_dict() == {"a": None}
        same = shop.v1.payment_methods.update(method.id, {"metadata": {"a": "1"}})
        assert shop.events_of(same) == []
        with pytest.raises(stripe.CardError):
            shop.v1.payment_methods.update(method.id, {"card": {"exp_month": 13}})

    def test_only_while_it_belongs_to_somebody(self, shop: Shop) -> None:
        with refused(None, code="payment_method_unexpected_state"):
            shop.v1.payment_methods.update(card(shop).id, {"metadata": {"a": "1"}})
