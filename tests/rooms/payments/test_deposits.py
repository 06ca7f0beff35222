"""Accounts that are verified by two small deposits, in payments and in set-ups (platform.md §7.6)."""

from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused
from tests.conftest import Server
from tests.pages.document import read
from tests.rooms.webhooks.receiver import eventually

DAY = 86_400
PAPER: Any = {"customer_acceptance": {"type": "offline"}}
BY_DEPOSITS: Any = {"us_bank_account": {"verification_method": "microdeposits"}}
CODE = "payment_method_microdeposit_verification_"


def debit(shop: Shop, method: str = "pm_usBankAccount_success", **given: Any) -> Any:
    """A payment whose account is to be verified."""
    asked: Any = {
        "amount": 2_000, "currency": "usd", "confirm": True, "payment_method": method, "mandate_data": PAPER,
        "payment_method_options": BY_DEPOSITS, "allowed_payment_method_types": ["us_bank_account"],
    }  # fmt: skip
    return shop.v1.payment_intents.create({**asked, **given})


def verified(shop: Shop, intent: Any, **told: Any) -> Any:
    service: Any = shop.v1.setup_intents if intent.object == "setup_intent" else shop.v1.payment_intents
    return service.verify_microdeposits(intent.id, told)


def code_of(caught: Any) -> tuple[int, str]:
    return caught.value.http_status, caught.value.code


class TestPayments:
    def test_what_it_waits_for(self, shop: Shop, server: Server) -> None:
        intent = debit(shop)
        assert (intent.status, intent.next_action.type) == ("requires_action", "verify_with_microdeposits")
        told = intent.next_action.verify_with_microdeposits
        assert told.microdeposit_type == "descriptor_code"
        assert told.arrival_date - intent.created in range(2 * DAY, 2 * DAY + 10)
        assert told.hosted_verification_url.startswith(server.url)
        assert intent.payment_method_options.us_bank_account.verification_method == "microdeposits"
        assert shop.v1.charges.list({"payment_intent": intent.id}).data == []

    @pytest.mark.parametrize("told", [{"amounts": [32, 45]}, {"amounts": [45, 32]}, {"descriptor_code": "SM11AA"}])
    def test_told_right_it_is_debited(self, shop: Shop, told: Any) -> None:
        intent = debit(shop)
        assert verified(shop, intent, **told).status == "processing"
        (charge,) = shop.v1.charges.list({"payment_intent": intent.id}).data
        assert charge.payment_method_details.us_bank_account.mandate is not None  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("told", "code"),
        [({"amounts": [1, 2]}, "amounts_mismatch"), ({"descriptor_code": "SM00XX"}, "descriptor_code_mismatch")],
    )
    def test_told_wrong_it_can_be_told_again(self, shop: Shop, told: Any, code: str) -> None:
        intent = debit(shop)
        for _ in range(2):
            with pytest.raises(stripe.InvalidRequestError) as caught:
                verified(shop, intent, **told)
            assert code_of(caught) == (400, f"{CODE}{code}")
            assert caught.value.error.payment_intent.status == "requires_action"  # type: ignore[union-attr]
        assert verified(shop, intent, amounts=[32, 45]).status == "processing"

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"amounts": [10, 11]}, "attempts_exceeded"), ({"descriptor_code": "SM33CC"}, "attempts_exceeded"),
            ({"amounts": [40, 41]}, "timeout"), ({"descriptor_code": "SM44DD"}, "timeout"),
        ],
    )  # fmt: skip
    def test_what_ends_it(self, shop: Shop, told: Any, code: str) -> None:
        intent = debit(shop)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            verified(shop, intent, **told)
        assert code_of(caught) == (400, f"{CODE}{code}")
        after = shop.v1.payment_intents.retrieve(intent.id)
        assert (after.status, after.next_action) == ("requires_payment_method", None)
        assert after.last_payment_error.code == f"{CODE}{code}"  # type: ignore[union-attr]
        newest = [e.type for e in shop.v1.events.list({"limit": 20}).data if e.data.object["id"] == intent.id]
        assert newest[0] == "payment_intent.payment_failed"
        with pytest.raises(stripe.InvalidRequestError) as caught:
            verified(shop, intent, amounts=[32, 45])
        assert code_of(caught) == (400, "payment_intent_unexpected_state")

    def test_deposits_that_do_not_arrive(self, shop: Shop) -> None:
        intent = debit(shop, "pm_usBankAccount_failMicrodeposits")
        with pytest.raises(stripe.InvalidRequestError) as caught:
            verified(shop, intent, amounts=[32, 45])
        assert code_of(caught) == (400, "payment_method_microdeposit_failed")
        assert shop.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"

    def test_once_verified_is_verified_for_good(self, shop: Shop) -> None:
        customer = shop.customer()
        first = debit(shop, customer=customer.id, setup_future_usage="off_session")
        verified(shop, first, descriptor_code="sm11aa ")
        account = shop.v1.payment_intents.retrieve(first.id).payment_method
        assert debit(shop, str(account), customer=customer.id).status == "processing"

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({}, "parameter_missing"), ({"amounts": [32]}, f"{CODE}amounts_invalid"),
            ({"amounts": [32, 45, 1]}, f"{CODE}amounts_invalid"), ({"amounts": [32, -45]}, f"{CODE}amounts_invalid"),
            ({"amounts": [32, 45], "descriptor_code": "SM11AA"}, "parameters_exclusive"),
        ],
    )  # fmt: skip
    def test_what_is_refused(self, shop: Shop, told: Any, code: str) -> None:
        with refused(None, code=code, param="amounts"):
            verified(shop, debit(shop), **told)

    def test_without_a_word_an_account_is_verified_at_once(self, shop: Shop) -> None:
        for method in ("automatic", "instant"):
            options = {"us_bank_account": {"verification_method": method}}
            assert debit(shop, payment_method_options=options).status == "processing"

    def test_it_is_no_matter_of_agreeing(self, shop: Shop, server: Server) -> None:
        """The page is not that on which the holder of a card agrees: what its buttons send does nothing."""
        intent = debit(shop)
        path = intent.next_action.verify_with_microdeposits.hosted_verification_url.removeprefix(server.url)
        server.request("POST", path, {"outcome": "complete"}, key=None)
        assert shop.v1.payment_intents.retrieve(intent.id).status == "requires_action"

    def test_what_does_not_wait_for_deposits(self, shop: Shop) -> None:
        given: Any = {"amount": 2_000, "currency": "usd", "confirm": True}
        asked = shop.v1.payment_intents.create({**given, "payment_method": "pm_card_threeDSecure2Required"})
        with pytest.raises(stripe.InvalidRequestError) as caught:
            verified(shop, asked, amounts=[32, 45])
        assert code_of(caught) == (400, "payment_intent_unexpected_state")


class TestSetUps:
    def of(self, shop: Shop) -> Any:
        given: Any = {
            "customer": shop.customer().id, "payment_method": "pm_usBankAccount_success", "confirm": True,
            "mandate_data": PAPER, "payment_method_options": BY_DEPOSITS,
        }  # fmt: skip
        return shop.v1.setup_intents.create(given)

    def test_told_right_it_is_ready(self, shop: Shop) -> None:
        intent = self.of(shop)
        assert (intent.status, intent.next_action.type) == ("requires_action", "verify_with_microdeposits")
        ready = verified(shop, intent, amounts=[32, 45])
        assert ready.status == "succeeded"
        assert shop.v1.payment_methods.retrieve(ready.payment_method).customer == intent.customer
        # And it pays with no further question.
        assert debit(shop, ready.payment_method, customer=intent.customer).status == "processing"
        assert [a.status for a in shop.v1.setup_attempts.list({"setup_intent": intent.id}).data] == ["succeeded"]

    def test_told_wrong(self, shop: Shop) -> None:
        intent = self.of(shop)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            verified(shop, intent, amounts=[1, 1])
        assert code_of(caught) == (400, f"{CODE}amounts_mismatch")
        assert shop.v1.setup_intents.retrieve(intent.id).status == "requires_action"
        with pytest.raises(stripe.InvalidRequestError) as caught:
            verified(shop, intent, amounts=[10, 11])
        after = shop.v1.setup_intents.retrieve(intent.id)
        assert after.status == "requires_payment_method"
        assert after.last_setup_error.code == f"{CODE}attempts_exceeded"  # type: ignore[union-attr]
        assert [a.status for a in shop.v1.setup_attempts.list({"setup_intent": intent.id}).data] == ["failed"]


class TestThePage:
    def test_it_asks_for_the_code(self, shop: Shop, server: Server) -> None:
        intent = debit(shop)
        path = intent.next_action.verify_with_microdeposits.hosted_verification_url.removeprefix(server.url)
        asked = read(server.request("GET", path, key=None).body)
        assert asked.one("main").attributes["data-state"] == "deposits"
        assert "$20.00" in asked.text
        wrong = server.request("POST", path, {"descriptor_code": "SM00XX"}, key=None)
        assert wrong.status == 422
        assert read(wrong.body).one("p", role="alert").text == (
            "The verification code provided does not match the one sent to the bank account."
        )
        right = server.request("POST", path, {"descriptor_code": "SM11AA"}, key=None)
        assert (right.status, right.headers["location"]) == (303, path)
        assert read(server.request("GET", path, key=None).body).one("main").attributes["data-state"] != "deposits"
        assert shop.v1.payment_intents.retrieve(intent.id).status in ("processing", "succeeded")

    def test_an_invoice_that_is_paid_so(self, shop: Shop) -> None:
        invoice = shop.invoice("open")
        (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
        asked: Any = {
            "payment_method": "pm_usBankAccount_success", "mandate_data": PAPER, "payment_method_options": BY_DEPOSITS,
        }  # fmt: skip
        intent = shop.v1.payment_intents.confirm(str(payment.payment.payment_intent), asked)
        assert shop.history(invoice.id)[-1] == "invoice.payment_action_required"
        count = len(shop.history(invoice.id))
        with pytest.raises(stripe.InvalidRequestError):
            verified(shop, intent, amounts=[1, 2])
        assert len(shop.history(invoice.id)) == count
        verified(shop, intent, amounts=[32, 45])
        eventually(lambda: shop.v1.invoices.retrieve(invoice.id).status == "paid", "the invoice to be paid")
