"""Holds: kept ready by the bank, then captured, raised, released, or lapsed (platform.md §7.1)."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types
from tests.conftest import Server
from tests.rooms.payments.beside import Bank, Killed, beside, run
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.processors.interface import (
    AuthorizationExpired,
    CaptureOutcome,
    CaptureRequest,
    Decline,
    Declined,
    IncrementOutcome,
    IncrementRequest,
    ProcessorSilent,
    Released,
    ReleaseRequest,
)

DAY = 86_400
GROWS = {"card": {"request_incremental_authorization": "if_available"}}


def held(shop: Shop, amount: int = 2_000, method: str = "pm_card_visa", **given: Any) -> Any:
    """A payment intent of which the bank keeps something ready."""
    asked = {"amount": amount, "currency": "usd", "confirm": True, "capture_method": "manual"}
    return shop.v1.payment_intents.create({**asked, "payment_method": method, **given})  # type: ignore[arg-type]


def charge_of(shop: Shop, intent: Any) -> Any:
    return shop.v1.charges.retrieve(shop.v1.payment_intents.retrieve(intent.id).latest_charge, {"expand": ["refunds"]})


@contextlib.contextmanager
def unexpected_state() -> Iterator[None]:
    """What happens inside is refused for the status of the payment intent, which the error carries."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        yield
    assert caught.value.code == "payment_intent_unexpected_state"
    assert caught.value.error.payment_intent is not None


class TestHolding:
    def test_what_it_looks_like(self, shop: Shop) -> None:
        intent = held(shop)
        assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 2_000, 0)
        assert (intent.capture_method, intent.payment_method_types) == ("manual", ["card"])
        charge = charge_of(shop, intent)
        assert (charge.status, charge.paid, charge.captured, charge.refunded) == ("succeeded", True, False, False)
        assert (charge.amount, charge.amount_captured, charge.amount_refunded) == (2_000, 0, 0)
        assert charge.balance_transaction is None
        card = charge.payment_method_details.card
        assert card.capture_before == charge.created + 7 * DAY
        assert card.incremental_authorization.status == "unavailable"
        events = shop.events_of(intent)
        assert types(events) == [
            "payment_intent.created", "charge.succeeded", "payment_intent.amount_capturable_updated",
        ]  # fmt: skip
        assert events[-1].data.object["amount_capturable"] == 2_000

    def test_by_the_options_of_cards(self, shop: Shop) -> None:
        intent = held(shop, capture_method="automatic", payment_method_options={"card": {"capture_method": "manual"}})
        assert (intent.status, intent.capture_method) == ("requires_capture", "automatic")
        assert intent.payment_method_options.card.capture_method == "manual"

    def test_said_when_it_is_confirmed(self, shop: Shop) -> None:
        intent = shop.v1.payment_intents.create({"amount": 2_000, "currency": "usd"})
        confirmed = shop.v1.payment_intents.confirm(
            intent.id, {"payment_method": "pm_card_visa", "capture_method": "manual"}
        )
        assert (confirmed.status, confirmed.capture_method) == ("requires_capture", "manual")

    def test_after_its_holder_agreed(self, shop: Shop, server: Server) -> None:
        intent = held(shop, method="pm_card_threeDSecure2Required", return_url="https://example.com/back")
        assert intent.status == "requires_action"
        url = intent.next_action.redirect_to_url.url
        server.request("POST", url.removeprefix(server.url), {"outcome": "complete"})
        assert shop.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
        assert b"redirect_status=succeeded" in server.request("GET", url.removeprefix(server.url)).body

    def test_a_card_is_kept_that_was_asked_for(self, shop: Shop) -> None:
        customer = shop.customer()
        intent = held(shop, customer=customer.id, setup_future_usage="off_session")
        assert shop.v1.payment_methods.retrieve(intent.payment_method).customer == customer.id

    def test_a_decline_holds_nothing(self, shop: Shop) -> None:
        with pytest.raises(stripe.CardError) as caught:
            held(shop, method="pm_card_chargeCustomerFail")
        assert caught.value.code == "card_declined"
        intent = caught.value.error.payment_intent
        assert (intent.status, intent.amount_capturable) == ("requires_payment_method", 0)
        assert charge_of(shop, intent).amount_captured == 0

    def test_only_cards_are_held(self, shop: Shop) -> None:
        account = shop.v1.payment_methods.create(
            {
                "type": "sepa_debit", "sepa_debit": {"iban": "AT611904300234573201"},
                "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com"},
            }
        )  # fmt: skip
        with refused(None, code="payment_intent_incompatible_payment_method", param="payment_method"):
            held(shop, currency="eur", method=account.id, allowed_payment_method_types=["card", "sepa_debit"])

    def test_no_invoice_is_paid_by_a_hold(self, shop: Shop) -> None:
        invoice = shop.invoice("open")
        (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
        intent = payment.payment.payment_intent
        for given in ({"capture_method": "manual"}, {"payment_method_options": {"card": {"capture_method": "manual"}}}):
            with refused(None, param="capture_method"):
                shop.v1.payment_intents.update(intent, given)  # type: ignore[arg-type]
            with refused(None, param="capture_method"):
                shop.v1.payment_intents.confirm(intent, {"payment_method": "pm_card_visa", **given})  # type: ignore[typeddict-item]


class TestCapturing:
    def test_all_of_it(self, shop: Shop) -> None:
        done = shop.v1.payment_intents.capture(held(shop).id)
        assert (done.status, done.amount_capturable, done.amount_received) == ("succeeded", 0, 2_000)
        charge = charge_of(shop, done)
        assert (charge.captured, charge.amount_captured, charge.amount_refunded) == (True, 2_000, 0)
        entry = shop.v1.balance_transactions.retrieve(charge.balance_transaction)
        # 2.9 % of 20.00 and 0.30.
        assert (entry.amount, entry.fee, entry.net) == (2_000, 88, 1_912)
        assert types(shop.events_of(done)) == ["charge.captured", "payment_intent.succeeded"]

    def test_a_part_of_it(self, shop: Shop) -> None:
        intent = held(shop)
        done = shop.v1.payment_intents.capture(
            intent.id, {"amount_to_capture": 1_500, "metadata": {"a": "1"}, "statement_descriptor_suffix": "PART"}
        )
        assert (done.status, done.amount, done.amount_received) == ("succeeded", 2_000, 1_500)
        assert (done.metadata.to_dict(), done.statement_descriptor_suffix) == ({"a": "1"}, "PART")
        charge = charge_of(shop, done)
        # What was released counts as refunded, without a refund.
        assert (charge.amount, charge.amount_captured, charge.amount_refunded) == (2_000, 1_500, 500)
        assert (charge.refunded, charge.refunds.data) == (False, [])
        assert shop.v1.balance_transactions.retrieve(charge.balance_transaction).amount == 1_500
        back = shop.v1.refunds.create({"payment_intent": intent.id})
        assert back.amount == 1_500
        assert charge_of(shop, done).refunded
        with refused(None, code="charge_already_refunded"):
            shop.v1.refunds.create({"payment_intent": intent.id})

    @pytest.mark.parametrize(
        ("given", "code", "param"),
        [
            ({"amount_to_capture": 2_001}, "amount_too_large", "amount_to_capture"),
            ({"amount_to_capture": 0}, None, "amount_to_capture"),
            ({"final_capture": False}, None, "final_capture"),
            ({"transfer_data": {"amount": 1}}, "parameter_not_supported", "transfer_data"),
        ],
    )
    def test_what_is_refused(self, shop: Shop, given: Any, code: str | None, param: str) -> None:
        intent = held(shop)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.payment_intents.capture(intent.id, given)
        assert (caught.value.code, caught.value.param) == (code or caught.value.code, param)
        assert shop.v1.payment_intents.retrieve(intent.id).status == "requires_capture"

    def test_once(self, shop: Shop) -> None:
        intent = held(shop)
        shop.v1.payment_intents.capture(intent.id)
        for verb in (shop.v1.payment_intents.capture, shop.v1.payment_intents.cancel):
            with unexpected_state():
                verb(intent.id)
        with unexpected_state():
            shop.v1.payment_intents.capture(shop.v1.payment_intents.create({"amount": 2_000, "currency": "usd"}).id)

    def test_many_at_once_take_it_once(self, shop: Shop) -> None:
        intent = held(shop)

        def attempt(n: int) -> str:
            verb = shop.v1.payment_intents.cancel if n % 4 == 3 else shop.v1.payment_intents.capture
            try:
                return verb(intent.id).status
            except stripe.InvalidRequestError as error:
                return str(error.code)

        with ThreadPoolExecutor(8) as pool:
            came = list(pool.map(attempt, range(16)))
        # One of them won, whichever it was.
        assert came.count("payment_intent_unexpected_state") == 15
        assert shop.v1.payment_intents.retrieve(intent.id).status in came
        charge = charge_of(shop, intent)
        assert charge.amount_captured + charge.amount_refunded == 2_000

    def test_nothing_held_is_refunded(self, shop: Shop) -> None:
        intent = held(shop)
        with refused(None, code="charge_not_refundable"):
            shop.v1.refunds.create({"charge": intent.latest_charge})
        with refused(None, param="payment_intent"):
            shop.v1.refunds.create({"payment_intent": intent.id})

    def test_a_dispute_comes_with_the_capture(self, shop: Shop) -> None:
        intent = held(shop, method="pm_card_createDispute")
        assert shop.v1.disputes.list({"payment_intent": intent.id}).data == []
        shop.v1.payment_intents.capture(intent.id, {"amount_to_capture": 700})
        (dispute,) = shop.v1.disputes.list({"payment_intent": intent.id}).data
        assert dispute.amount == 700


class TestAnInvoice:
    def test_is_paid_by_what_is_captured(self, shop: Shop) -> None:
        customer = shop.customer()
        invoice = shop.invoice("open", amount=2_000, customer=customer)
        intent = held(shop, customer=customer.id)
        attached = shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent.id})
        assert (attached.status, attached.amount_paid) == ("open", 0)
        with refused(None):
            shop.v1.invoices.void_invoice(invoice.id)
        shop.v1.payment_intents.capture(intent.id, {"amount_to_capture": 1_200})
        partly = shop.v1.invoices.retrieve(invoice.id)
        assert (partly.status, partly.amount_paid, partly.amount_remaining) == ("open", 1_200, 800)
        paid = shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
        assert (paid.status, paid.amount_paid) == ("paid", 2_000)

    def test_is_free_of_what_is_released(self, shop: Shop) -> None:
        customer = shop.customer()
        invoice = shop.invoice("open", amount=2_000, customer=customer)
        intent = held(shop, customer=customer.id)
        shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent.id})
        shop.v1.payment_intents.cancel(intent.id)
        statuses = {p.status for p in shop.v1.invoice_payments.list({"invoice": invoice.id}).data if not p.is_default}
        assert statuses == {"canceled"}
        assert shop.v1.invoices.void_invoice(invoice.id).status == "void"

    def test_is_not_given_back_what_was_only_released(self, shop: Shop) -> None:
        """The refund of a released hold explains no credit note: nothing had been taken."""
        customer = shop.customer()
        invoice = shop.invoice("open", amount=2_000, customer=customer)
        intent = held(shop, customer=customer.id)
        shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent.id})
        shop.v1.payment_intents.cancel(intent.id)
        shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
        (refund,) = charge_of(shop, intent).refunds.data
        with refused(None, param="refunds[0][refund]"):
            shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 2_000, "refunds": [{"refund": refund.id}]})

    def test_asks_for_more_with_a_larger_hold(self, shop: Shop) -> None:
        customer = shop.customer()
        invoice = shop.invoice("open", amount=9_000, customer=customer)
        intent = held(shop, customer=customer.id, payment_method_options=GROWS)
        shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent.id})
        shop.v1.payment_intents.increment_authorization(intent.id, {"amount": 5_000})

        def requested() -> set[int]:
            found = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
            return {payment.amount_requested for payment in found if not payment.is_default}

        assert requested() == {5_000}
        shop.v1.payment_intents.capture(intent.id)
        assert shop.v1.invoices.retrieve(invoice.id).amount_remaining == 4_000

    def test_gets_what_was_captured_before(self, shop: Shop) -> None:
        customer = shop.customer()
        invoice = shop.invoice("open", amount=1_500, customer=customer)
        intent = held(shop, customer=customer.id)
        shop.v1.payment_intents.capture(intent.id, {"amount_to_capture": 1_000})
        partly = shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent.id})
        assert (partly.amount_paid, partly.amount_remaining) == (1_000, 500)


class TestReleasing:
    def test_by_canceling(self, shop: Shop) -> None:
        intent = held(shop)
        off = shop.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
        assert (off.status, off.cancellation_reason, off.amount_capturable) == ("canceled", "abandoned", 0)
        charge = charge_of(shop, off)
        assert (charge.captured, charge.refunded, charge.amount_refunded) == (False, True, 2_000)
        (refund,) = charge.refunds.data
        assert (refund.amount, refund.status, refund.reason, refund.balance_transaction) == (
            2_000, "succeeded", None, None,
        )  # fmt: skip
        events = shop.events_of(off)
        assert types(events) == ["charge.refunded", "refund.created", "payment_intent.canceled"]
        assert events[0].data.previous_attributes.to_dict() == {"amount_refunded": 0, "refunded": False}

    def lapsed(self, server: Server, shop: Shop, intent: Any) -> Any:
        query(server, "UPDATE payment_intents SET capture_before = 1 WHERE id = $1", intent.id)
        eventually(
            lambda: shop.v1.payment_intents.retrieve(intent.id).status == "canceled", "the authorization to lapse"
        )
        return shop.v1.payment_intents.retrieve(intent.id)

    def test_by_letting_it_lapse(self, shop: Shop, server: Server) -> None:
        intent = held(shop)
        off = self.lapsed(server, shop, intent)
        assert (off.cancellation_reason, off.amount_capturable) == ("automatic", 0)
        charge = charge_of(shop, off)
        assert (charge.captured, charge.refunded) == (False, True)
        (refund,) = charge.refunds.data
        assert refund.reason == "expired_uncaptured_charge"
        newest = [
            event.type
            for event in shop.v1.events.list({"limit": 100}).data
            if event.data.object["id"] in (intent.id, charge.id, refund.id)
        ]
        assert newest[:3] == ["payment_intent.canceled", "refund.created", "charge.expired"]
        with unexpected_state():
            shop.v1.payment_intents.capture(intent.id)

    def test_canceled_after_it_lapsed_it_has_lapsed(self, shop: Shop, server: Server) -> None:
        """Whoever notices first, the cancellation or the sweep, it tells the same."""
        intent = held(shop)
        query(server, "UPDATE payment_intents SET capture_before = 1 WHERE id = $1", intent.id)
        try:
            off = shop.v1.payment_intents.cancel(intent.id)
        except stripe.InvalidRequestError:
            off = shop.v1.payment_intents.retrieve(intent.id)
        assert (off.status, off.cancellation_reason) == ("canceled", "automatic")


class TestRaising:
    def test_more_is_held(self, shop: Shop) -> None:
        intent = held(shop, payment_method_options=GROWS)
        assert charge_of(shop, intent).payment_method_details.card.incremental_authorization.status == "available"
        more = shop.v1.payment_intents.increment_authorization(intent.id, {"amount": 2_500})
        assert (more.status, more.amount, more.amount_capturable) == ("requires_capture", 2_500, 2_500)
        assert types(shop.events_of(more)) == ["payment_intent.amount_capturable_updated"]
        charge = charge_of(shop, more)
        assert (charge.amount, charge.payment_method_details.card.amount_authorized) == (2_500, 2_500)
        assert shop.v1.payment_intents.capture(intent.id).amount_received == 2_500

    @pytest.mark.parametrize(
        ("amount", "code"), [(2_000, "amount_too_small"), (1_999, "amount_too_small"), (0, None), ("", None)]
    )
    def test_what_is_refused(self, shop: Shop, amount: Any, code: str | None) -> None:
        intent = held(shop, payment_method_options=GROWS)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.payment_intents.increment_authorization(intent.id, {"amount": amount})
        assert (caught.value.param, caught.value.code) == ("amount", code or caught.value.code)

    def test_a_hold_that_does_not_grow(self, shop: Shop) -> None:
        for intent in (held(shop), held(shop, method="pm_card_jcb", payment_method_options=GROWS)):
            with refused(None):
                shop.v1.payment_intents.increment_authorization(intent.id, {"amount": 2_500})

    def test_at_most_ten_times(self, shop: Shop) -> None:
        intent = held(shop, payment_method_options=GROWS)
        for n in range(10):
            shop.v1.payment_intents.increment_authorization(intent.id, {"amount": 2_001 + n})
        with refused(None):
            shop.v1.payment_intents.increment_authorization(intent.id, {"amount": 3_000})
        assert shop.v1.payment_intents.capture(intent.id).amount_received == 2_010

    def test_a_decline_leaves_it_as_it_was(self, shop: Shop, server: Server) -> None:
        async def no(_key: str, _request: IncrementRequest) -> IncrementOutcome:
            return Declined(Decline("card_declined", "insufficient_funds"))

        intent = held(shop, payment_method_options=GROWS)

        async def story() -> Any:
            async with beside(server, Bank(increment_by=no)) as other:
                return await other.post(f"/v1/payment_intents/{intent.id}/increment_authorization", {"amount": "9000"})

        status, body = run(story())
        assert (status, body["error"]["code"], body["error"]["charge"]) == (402, "card_declined", intent.latest_charge)
        assert body["error"]["payment_intent"]["status"] == "requires_capture"
        after = shop.v1.payment_intents.retrieve(intent.id)
        assert (after.amount, after.amount_capturable, after.last_payment_error) == (2_000, 2_000, None)
        assert shop.v1.payment_intents.capture(intent.id).amount_received == 2_000


class TestTheCalls:
    """Each is asked with one key until there is an answer, and then acted upon once."""

    async def post(self, server: Server, bank: Bank, intent: Any, verb: str, key: str = "") -> tuple[int, Any]:
        async with beside(server, bank) as other:
            return await other.post(f"/v1/payment_intents/{intent.id}/{verb}", {}, key)

    def settled(self, server: Server, shop: Shop, intent: Any) -> str:
        """The status once the worker has asked again."""
        query(server, "UPDATE calls SET next_attempt_at = 1 WHERE subject = $1 AND settled_at IS NULL", intent.id)
        eventually(lambda: shop.v1.payment_intents.retrieve(intent.id).status != "processing", "an answer")
        return shop.v1.payment_intents.retrieve(intent.id).status

    def test_a_hold_that_is_gone_when_it_is_captured(self, shop: Shop, server: Server) -> None:
        async def gone(_key: str, _request: CaptureRequest) -> CaptureOutcome:
            return AuthorizationExpired()

        intent = held(shop)
        status, body = run(self.post(server, Bank(capture_by=gone), intent, "capture"))
        assert (status, body["error"]["code"]) == (400, "charge_expired_for_capture")
        assert body["error"]["payment_intent"]["status"] == "canceled"
        assert charge_of(shop, intent).refunded

    def test_no_answer_to_a_capture(self, shop: Shop, server: Server) -> None:
        async def silent(_key: str, _request: CaptureRequest) -> CaptureOutcome:
            raise ProcessorSilent

        intent = held(shop)
        bank = Bank(capture_by=silent)
        status, body = run(self.post(server, bank, intent, "capture"))
        assert (status, body["status"]) == (200, "processing")
        # What may have been taken is neither taken again nor released.
        for verb in (shop.v1.payment_intents.capture, shop.v1.payment_intents.cancel):
            with unexpected_state():
                verb(intent.id)
        assert self.settled(server, shop, intent) == "succeeded"
        # It is the same call that was answered at last.
        (call,) = query(server, "SELECT id FROM calls WHERE subject = $1 AND verb LIKE '%capture'", intent.id)
        assert bank.asked == [call["id"]]
        assert len(shop.v1.balance_transactions.list({"source": intent.latest_charge}).data) == 1

    def test_killed_between_capture_and_settlement(self, shop: Shop, server: Server) -> None:
        async def killed(_key: str, _request: CaptureRequest) -> CaptureOutcome:
            raise Killed

        intent = held(shop)
        key = f"capture-{intent.id}"
        with pytest.raises(Killed):
            run(self.post(server, Bank(capture_by=killed), intent, "capture", key))
        assert self.settled(server, shop, intent) == "succeeded"
        answer = server.request("POST", f"/v1/payment_intents/{intent.id}/capture", {}, {"Idempotency-Key": key})
        assert (answer.status, answer.json["status"], answer.json["amount_received"]) == (200, "succeeded", 2_000)

    def test_killed_before_a_hold_was_released(self, shop: Shop, server: Server) -> None:
        async def killed(_key: str, _request: ReleaseRequest) -> Released:
            raise Killed

        intent = held(shop)
        with pytest.raises(Killed):
            run(self.post(server, Bank(release_by=killed), intent, "cancel"))
        assert self.settled(server, shop, intent) == "canceled"
        assert len(charge_of(shop, intent).refunds.data) == 1


class TestAskingTheHolder:
    @pytest.mark.parametrize("wanted", ["any", "challenge"])
    def test_where_his_bank_can(self, shop: Shop, wanted: str) -> None:
        given = {"payment_method_options": {"card": {"request_three_d_secure": wanted}}, "capture_method": "automatic"}
        assert held(shop, method="pm_card_threeDSecureOptional", **given).status == "requires_action"
        assert held(shop, method="pm_card_visa", **given).status == "succeeded"
        with pytest.raises(stripe.CardError):
            held(shop, method="pm_card_threeDSecureOptionalProcessingError", **given)

    def test_by_itself_it_is_not(self, shop: Shop) -> None:
        for method in ("pm_card_threeDSecureOptional", "pm_card_threeDSecureOptionalProcessingError"):
            assert held(shop, method=method, capture_method="automatic").status == "succeeded"
