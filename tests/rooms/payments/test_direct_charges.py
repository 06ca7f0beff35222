"""Charges without a payment intent, as old clients make them: POST /v1/charges (docs/decisions/0080)."""

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
    ChargeRequest,
    Outcome,
    ProcessorSilent,
    Released,
    ReleaseRequest,
)

DAY = 86_400
CARD: Any = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123", "name": "Jenny Rosen"}


def charged(shop: Shop, source: str | None = "tok_visa", **given: Any) -> Any:
    """A direct charge of twenty dollars."""
    named = {"source": source} if source is not None else {}
    return shop.v1.charges.create({"amount": 2_000, "currency": "usd", **named, **given})


def declined(shop: Shop, source: str | None, **given: Any) -> stripe.CardError:
    """The error of a charge that is declined."""
    with pytest.raises(stripe.CardError) as caught:
        charged(shop, source, **given)
    assert caught.value.http_status == 402
    return caught.value


def carrier(server: Server, charge: str) -> str:
    """The id of the intent that carries a charge, which no answer tells."""
    (row,) = query(server, "SELECT payment_intent FROM charges WHERE id = $1", charge)
    return str(row["payment_intent"])


class TestCharging:
    def test_what_it_looks_like(self, shop: Shop) -> None:
        charge = charged(
            shop, description="An old order", metadata={"order": "6735"}, statement_descriptor_suffix="6735"
        )
        assert (charge.status, charge.paid, charge.captured, charge.refunded) == ("succeeded", True, True, False)
        assert (charge.amount, charge.amount_captured, charge.currency) == (2_000, 2_000, "usd")
        assert (charge.payment_intent, charge.customer) == (None, None)
        assert (charge.description, charge.metadata["order"]) == ("An old order", "6735")
        assert charge.calculated_statement_descriptor.endswith("* 6735")
        assert charge.outcome.type == "authorized"
        assert charge.payment_method.startswith("card_")
        card = charge.source
        assert (card.id, card.object, card.brand, card.customer) == (charge.payment_method, "card", "Visa", None)
        assert (card.last4, card.cvc_check) == ("4242", "pass")
        assert charge.payment_method_details.card.last4 == "4242"
        assert types(shop.events_of(charge)) == ["charge.succeeded"]
        assert shop.v1.balance_transactions.retrieve(charge.balance_transaction).amount == 2_000
        assert shop.v1.charges.retrieve(charge.id, {"expand": ["payment_intent"]}).payment_intent is None

    def test_it_is_listed_and_its_carrier_is_not(self, shop: Shop, server: Server) -> None:
        customer = shop.customer(source="tok_visa")
        charge = charged(shop, None, customer=customer.id)
        assert [c.id for c in shop.v1.charges.list({"customer": customer.id})] == [charge.id]
        assert shop.v1.payment_intents.list({"customer": customer.id}).data == []
        hidden = carrier(server, charge.id)
        assert hidden not in [intent.id for intent in shop.v1.payment_intents.list({"limit": 100})]
        found = shop.v1.payment_intents.search({"query": f"customer:'{customer.id}'"})
        assert found.data == []

    def test_nobody_can_name_its_carrier(self, shop: Shop, server: Server) -> None:
        charge = charged(shop, capture=False)
        hidden, intents = carrier(server, charge.id), shop.v1.payment_intents
        for verb in (intents.retrieve, intents.capture, intents.cancel, intents.confirm, intents.update):
            with pytest.raises(stripe.InvalidRequestError) as caught:
                verb(hidden)
            assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.refunds.create({"payment_intent": hidden})
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.invoices.attach_payment(shop.invoice("open").id, {"payment_intent": hidden})
        assert shop.v1.charges.retrieve(charge.id).captured is False

    def test_a_token_of_ours_is_used_once(self, shop: Shop) -> None:
        token = shop.v1.tokens.create({"card": CARD})
        charge = charged(shop, token.id)
        assert (charge.source.id, charge.source.name) == (token.card.id, "Jenny Rosen")
        assert charge.billing_details.name == "Jenny Rosen"
        with refused(
            f"You cannot use a Stripe token more than once: {token.id}.", code="token_already_used", param="source"
        ):
            charged(shop, token.id)

    def test_many_at_once_use_a_token_once(self, shop: Shop) -> None:
        token = shop.v1.tokens.create({"card": CARD})

        def attempt(_: int) -> str:
            try:
                return str(charged(shop, token.id).object)
            except stripe.InvalidRequestError as error:
                return str(error.code)

        with ThreadPoolExecutor(4) as pool:
            came = sorted(pool.map(attempt, range(8)))
        assert came == ["charge", *["token_already_used"] * 7]

    def test_the_same_key_charges_once(self, shop: Shop) -> None:
        customer = shop.customer(source="tok_visa")
        asked: Any = {"amount": 2_000, "currency": "usd", "customer": customer.id}
        first, second = (shop.v1.charges.create(asked, {"idempotency_key": customer.id}) for _ in range(2))
        assert first.id == second.id
        assert len(shop.v1.charges.list({"customer": customer.id}).data) == 1

    def test_a_receipt_is_mailed(self, shop: Shop) -> None:
        charge = charged(shop, receipt_email="jenny@example.com")
        assert shop.v1.charges.retrieve(charge.id).receipt_number is not None

    def test_in_an_older_version(self, server: Server) -> None:
        old = server.client_with(server.key, stripe_version="2024-06-20").v1
        charge = old.charges.create({"amount": 900, "currency": "usd", "source": "tok_visa"})
        assert (charge["invoice"], charge["payment_intent"], charge["source"]["object"]) == (None, None, "card")
        assert "regulated_status" not in charge["source"]
        assert "regulated_status" not in charge["payment_method_details"]["card"]
        assert old.charges.retrieve(charge.id)["invoice"] is None

    def test_on_a_test_clock(self, shop: Shop) -> None:
        clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 2_000_000_000})
        customer = shop.customer(test_clock=clock.id, source="tok_visa")
        assert charged(shop, None, customer=customer.id).created == 2_000_000_000


class TestOfACustomer:
    def test_their_default_source(self, shop: Shop) -> None:
        customer = shop.customer(source="tok_mastercard")
        charge = charged(shop, None, customer=customer.id)
        assert (charge.customer, charge.payment_method) == (customer.id, customer.default_source)
        assert (charge.source.customer, charge.source.brand) == (customer.id, "MasterCard")
        # It can be charged any number of times.
        assert charged(shop, None, customer=customer.id).paid

    def test_another_source_of_theirs(self, shop: Shop) -> None:
        customer = shop.customer(source="tok_visa")
        other = shop.v1.customers.payment_sources.create(customer.id, {"source": "tok_amex"})
        assert charged(shop, other.id, customer=customer.id).source.brand == "American Express"

    def test_without_a_source(self, shop: Shop) -> None:
        with refused(
            "Cannot charge a customer that has no active card: give it a source, or name one in `source`.",
            code="missing", param="customer",
        ):  # fmt: skip
            charged(shop, None, customer=shop.customer().id)

    def test_a_source_that_is_not_theirs(self, shop: Shop) -> None:
        customer, other = shop.customer(), shop.customer(source="tok_visa")
        for source in ("tok_visa", other.default_source, "card_nothing"):
            message = f"Customer {customer.id} does not have a linked source with ID {source}."
            with refused(message, code="missing", param="source"):
                charged(shop, source, customer=customer.id)

    def test_a_card_without_its_customer(self, shop: Shop) -> None:
        source = shop.customer(source="tok_visa").default_source
        with refused(f"No such token: '{source}'", code="resource_missing", param="source"):
            charged(shop, source)


DECLINES = [
    ("tok_chargeDeclined", "card_declined", "generic_decline"),
    ("tok_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
    ("tok_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
    ("tok_chargeDeclinedLostCard", "card_declined", "lost_card"),
    ("tok_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
    ("tok_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded"),
    ("tok_chargeDeclinedFraudulent", "card_declined", "fraudulent"),
    ("tok_chargeDeclinedExpiredCard", "expired_card", None),
    ("tok_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
    ("tok_chargeDeclinedProcessingError", "processing_error", None),
    ("tok_chargeCustomerFail", "card_declined", "generic_decline"),
    # Nobody can be asked: the payer of a direct charge is not led anywhere.
    ("tok_threeDSecure2Required", "authentication_required", None),
]


class TestDeclines:
    @pytest.mark.parametrize(("source", "code", "decline_code"), DECLINES)
    def test_the_error_names_the_charge_that_is_kept(
        self, shop: Shop, source: str, code: str, decline_code: str | None
    ) -> None:
        error = declined(shop, source)
        assert error.code == code
        body = error.json_body["error"]
        assert body["type"] == "card_error"
        if decline_code is not None:
            assert body["decline_code"] == decline_code
        # It tells of no intent, and of no payment method.
        assert not {"payment_intent", "payment_method"} & body.keys()
        kept = shop.v1.charges.retrieve(body["charge"])
        assert (kept.status, kept.paid, kept.captured, kept.failure_code) == ("failed", False, False, code)
        assert (kept.payment_intent, kept.source.object) == (None, "card")

    def test_its_event(self, shop: Shop) -> None:
        customer = shop.customer(source="tok_chargeCustomerFail")
        charge = declined(shop, None, customer=customer.id).json_body["error"]["charge"]
        told = [e for e in shop.v1.events.list({"limit": 50}) if getattr(e.data.object, "id", None) == charge]
        assert types(told) == ["charge.failed"]

    def test_the_same_key_gives_the_same_decline(self, shop: Shop) -> None:
        customer = shop.customer(source="tok_chargeCustomerFail")
        named = set()
        for _ in range(2):
            with pytest.raises(stripe.CardError) as caught:
                shop.v1.charges.create(
                    {"amount": 900, "currency": "usd", "customer": customer.id}, {"idempotency_key": customer.id}
                )
            named.add(caught.value.json_body["error"]["charge"])
        assert len(named) == 1


class TestRefused:
    @pytest.mark.parametrize(
        ("given", "param"),
        [
            ({"application_fee_amount": 1}, "application_fee_amount"),
            ({"application_fee": 1}, "application_fee"),
            ({"destination": {"account": "acct_1"}}, "destination"),
            ({"on_behalf_of": "acct_1"}, "on_behalf_of"),
            ({"transfer_data": {"destination": "acct_1"}}, "transfer_data"),
            ({"transfer_group": "a"}, "transfer_group"),
            ({"radar_options": {"session": "a"}}, "radar_options"),
        ],
    )
    def test_by_name(self, shop: Shop, given: Any, param: str) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            charged(shop, **given)
        assert (caught.value.code, caught.value.param) == ("parameter_not_supported", param)

    @pytest.mark.parametrize("source", ["src_1abc", "btok_us", "ba_1abc", "acct_1abc"])
    def test_other_sources(self, shop: Shop, source: str) -> None:
        for customer in ({}, {"customer": shop.customer().id}):
            with refused(None, code="not_supported", param="source"):
                charged(shop, source, **customer)

    def test_a_payment_method(self, shop: Shop) -> None:
        what = "Attach it to the Customer, and pay with a PaymentIntent instead."
        with refused(f"You cannot use a PaymentMethod as a source. {what}", param="source"):
            charged(shop, "pm_card_visa")

    def test_no_such_token(self, shop: Shop) -> None:
        with refused("No such token: 'tok_nothing'", code="resource_missing", param="source"):
            charged(shop, "tok_nothing")

    def test_neither_source_nor_customer(self, shop: Shop) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            charged(shop, None)
        assert caught.value.param == "source"

    @pytest.mark.parametrize(("amount", "code"), [(49, "amount_too_small"), (10**9, "amount_too_large")])
    def test_amounts(self, shop: Shop, amount: int, code: str) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            charged(shop, amount=amount)
        assert (caught.value.code, caught.value.param) == (code, "amount")

    def test_in_live_mode(self, live: stripe.StripeClient) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            live.v1.charges.create({"amount": 900, "currency": "usd", "source": "tok_visa"})
        assert caught.value.param == "source"
        with pytest.raises(stripe.InvalidRequestError):
            live.v1.customers.create({"source": "tok_visa"})


class TestCapturing:
    def test_all_of_it(self, shop: Shop) -> None:
        held = charged(shop, capture=False)
        assert (held.captured, held.paid, held.status, held.amount_captured) == (False, True, "succeeded", 0)
        assert held.payment_method_details.card.capture_before == held.created + 7 * DAY
        assert types(shop.events_of(held)) == ["charge.succeeded"]
        taken = shop.v1.charges.capture(held.id)
        assert (taken.captured, taken.amount_captured, taken.amount_refunded) == (True, 2_000, 0)
        assert types(shop.events_of(taken)) == ["charge.captured"]
        with refused(f"Charge {held.id} has already been captured.", code="charge_already_captured"):
            shop.v1.charges.capture(held.id)

    def test_less_of_it(self, shop: Shop) -> None:
        held = charged(shop, capture=False)
        taken = shop.v1.charges.capture(held.id, {"amount": 500, "statement_descriptor": "Old shop"})
        assert (taken.amount_captured, taken.amount_refunded, taken.statement_descriptor) == (500, 1_500, "Old shop")

    def test_more_than_it(self, shop: Shop) -> None:
        held = charged(shop, capture=False)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.charges.capture(held.id, {"amount": 2_001})
        assert (caught.value.code, caught.value.param) == ("amount_too_large", "amount")

    def test_one_of_an_intent(self, shop: Shop) -> None:
        intent = shop.v1.payment_intents.create(
            {"amount": 900, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa",
             "capture_method": "manual"}
        )  # fmt: skip
        message = (
            f"Charge {intent.latest_charge} was created by the PaymentIntent {intent.id}. Capture the PaymentIntent"
        )
        with refused(f"{message} instead."):
            shop.v1.charges.capture(intent.latest_charge)

    def test_one_that_failed(self, shop: Shop) -> None:
        charge = declined(shop, "tok_chargeDeclined").json_body["error"]["charge"]
        with refused(f"Charge {charge} took no money and holds none, so it cannot be captured."):
            shop.v1.charges.capture(charge)

    def test_none(self, shop: Shop) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.charges.capture("ch_nothing")
        assert caught.value.http_status == 404

    def test_it_lapses(self, shop: Shop) -> None:
        clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 2_000_000_000})
        customer = shop.customer(test_clock=clock.id, source="tok_visa")
        held = charged(shop, None, customer=customer.id, capture=False)
        shop.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": 2_000_000_000 + 8 * DAY})
        eventually(lambda: shop.v1.test_helpers.test_clocks.retrieve(clock.id).status == "ready", "the clock")
        gone = shop.v1.charges.retrieve(held.id)
        assert (gone.refunded, gone.amount_refunded, gone.captured) == (True, 2_000, False)
        told = [e for e in shop.v1.events.list({"limit": 50}) if getattr(e.data.object, "id", None) == held.id]
        assert types(told) == ["charge.expired", "charge.succeeded"]
        with refused(f"Charge {held.id} has already been refunded.", code="charge_already_refunded"):
            shop.v1.charges.capture(held.id)


class TestRefunding:
    def test_in_parts(self, shop: Shop) -> None:
        charge = charged(shop)
        refund = shop.v1.refunds.create({"charge": charge.id, "amount": 500})
        assert (refund.charge, refund.payment_intent, refund.status) == (charge.id, None, "succeeded")
        assert types(shop.events_of(refund)) == ["charge.refunded", "refund.created"]
        shop.v1.refunds.create({"charge": charge.id})
        assert shop.v1.charges.retrieve(charge.id).refunded
        with refused(f"Charge {charge.id} has already been refunded.", code="charge_already_refunded"):
            shop.v1.refunds.create({"charge": charge.id})

    def test_what_was_not_captured_is_released(self, shop: Shop) -> None:
        held = charged(shop, capture=False)
        refund = shop.v1.refunds.create({"charge": held.id, "metadata": {"a": "b"}, "reason": "duplicate"})
        assert (refund.status, refund.amount, refund.balance_transaction) == ("succeeded", 2_000, None)
        assert (refund.metadata["a"], refund.reason, refund.payment_intent) == ("b", "duplicate", None)
        assert types(shop.events_of(refund)) == ["charge.refunded", "refund.created"]
        released = shop.v1.charges.retrieve(held.id)
        assert (released.refunded, released.captured, released.amount_refunded) == (True, False, 2_000)
        with refused(f"Charge {held.id} has already been refunded.", code="charge_already_refunded"):
            shop.v1.refunds.create({"charge": held.id})

    def test_what_was_not_captured_is_not_released_in_parts(self, shop: Shop) -> None:
        held = charged(shop, capture=False)
        with refused(None, param="amount"):
            shop.v1.refunds.create({"charge": held.id, "amount": 500})

    def test_one_that_failed(self, shop: Shop) -> None:
        charge = declined(shop, "tok_chargeDeclined").json_body["error"]["charge"]
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.refunds.create({"charge": charge})

    def test_a_dispute_tells_of_no_intent(self, shop: Shop) -> None:
        charge = charged(shop, "tok_createDispute")
        (dispute,) = shop.v1.disputes.list({"charge": charge.id}).data
        assert (dispute.charge, dispute.payment_intent) == (charge.id, None)
        warned = charged(shop, "tok_createIssuerFraudRecord")
        (warning,) = shop.v1.radar.early_fraud_warnings.list({"charge": warned.id}).data
        assert warning.payment_intent is None


FORM = {"amount": "2000", "currency": "usd", "source": "tok_visa"}


class TestUnreliableProcessors:
    """A bank that is silent, or a process that dies, takes the money once."""

    async def post(self, server: Server, bank: Bank, path: str, form: dict[str, str], key: str = "") -> Any:
        async with beside(server, bank) as other:
            return await other.post(path, form, key)

    def ask_again(self, server: Server, bank: Bank, subject: str) -> None:
        """What the worker does once the call is due."""

        rows = query(server, "SELECT tenant, id FROM calls WHERE subject = $1 AND settled_at IS NULL", subject)

        async def work() -> None:
            async with beside(server, bank) as other:
                for row in rows:
                    await other.ask_again(row["tenant"], row["id"])

        run(work())

    @pytest.mark.parametrize("capture", ["true", "false"])
    def test_no_answer_yet(self, shop: Shop, server: Server, capture: str) -> None:
        async def silent(_key: str, _request: ChargeRequest) -> Outcome:
            raise ProcessorSilent

        bank = Bank(charge_by=silent)
        status, body = run(self.post(server, bank, "/v1/charges", {**FORM, "capture": capture}))
        assert (status, body["status"], body["paid"], body["captured"]) == (200, "pending", False, False)
        with pytest.raises(stripe.RateLimitError):  # Another call about it is on its way.
            shop.v1.charges.capture(body["id"])
        with pytest.raises(stripe.InvalidRequestError):
            shop.v1.refunds.create({"charge": body["id"]})
        bank.charge_by = None
        self.ask_again(server, bank, carrier(server, body["id"]))
        charge = shop.v1.charges.retrieve(body["id"])
        assert (charge.status, charge.captured) == ("succeeded", capture == "true")
        assert len(set(bank.asked or [])) == 1
        if capture == "false":
            # Seven days from the answer, which came after the charge was made.
            assert 7 * DAY <= charge.payment_method_details.card.capture_before - charge.created < 8 * DAY
            assert shop.v1.charges.capture(charge.id).captured
        told = [e for e in shop.v1.events.list({"limit": 50}) if getattr(e.data.object, "id", None) == charge.id]
        assert types(told)[-2:] == ["charge.succeeded", "charge.pending"]

    def test_no_answer_and_then_a_decline(self, shop: Shop, server: Server) -> None:
        async def silent(_key: str, _request: ChargeRequest) -> Outcome:
            raise ProcessorSilent

        bank = Bank(charge_by=silent)
        _, body = run(self.post(server, bank, "/v1/charges", {**FORM, "source": "tok_chargeDeclined"}))
        bank.charge_by = None
        self.ask_again(server, bank, carrier(server, body["id"]))
        charge = shop.v1.charges.retrieve(body["id"])
        assert (charge.status, charge.failure_code, charge.captured) == ("failed", "card_declined", False)

    def test_killed_before_the_settlement(self, shop: Shop, server: Server) -> None:
        async def killed(_key: str, _request: ChargeRequest) -> Outcome:
            raise Killed

        customer = shop.customer(source="tok_visa")
        form, bank = {"amount": "2000", "currency": "usd", "customer": customer.id}, Bank(charge_by=killed)
        with pytest.raises(Killed):
            run(self.post(server, bank, "/v1/charges", form, customer.id))
        bank.charge_by = None
        (row,) = query(server, "SELECT id FROM payment_intents WHERE customer = $1", customer.id)
        self.ask_again(server, bank, row["id"])
        # The key has the response that the caller never got.
        answer = server.request("POST", "/v1/charges", form, {"Idempotency-Key": customer.id})
        assert (answer.status, answer.json["status"]) == (200, "succeeded")
        assert [c.id for c in shop.v1.charges.list({"customer": customer.id})] == [answer.json["id"]]
        assert len(set(bank.asked or [])) == 1

    def test_a_hold_that_is_gone_when_it_is_captured(self, shop: Shop, server: Server) -> None:
        async def gone(_key: str, _request: CaptureRequest) -> CaptureOutcome:
            return AuthorizationExpired()

        held = charged(shop, capture=False)
        status, body = run(self.post(server, Bank(capture_by=gone), f"/v1/charges/{held.id}/capture", {}))
        assert (status, body["error"]["code"]) == (400, "charge_expired_for_capture")
        assert "payment_intent" not in body["error"]
        assert shop.v1.charges.retrieve(held.id).refunded

    def test_no_answer_to_a_capture(self, shop: Shop, server: Server) -> None:
        async def silent(_key: str, _request: CaptureRequest) -> CaptureOutcome:
            raise ProcessorSilent

        held, bank = charged(shop, capture=False), Bank(capture_by=silent)
        status, body = run(self.post(server, bank, f"/v1/charges/{held.id}/capture", {}))
        assert (status, body["captured"]) == (200, False)
        # What may have been taken is neither taken again nor released.
        for verb in (lambda: shop.v1.charges.capture(held.id), lambda: shop.v1.refunds.create({"charge": held.id})):
            with pytest.raises(stripe.RateLimitError):
                verb()
        bank.capture_by = None
        self.ask_again(server, bank, carrier(server, held.id))
        assert shop.v1.charges.retrieve(held.id).captured
        assert len(shop.v1.balance_transactions.list({"source": held.id}).data) == 1

    def test_killed_before_a_hold_was_released(self, shop: Shop, server: Server) -> None:
        async def killed(_key: str, _request: ReleaseRequest) -> Released:
            raise Killed

        held, bank = charged(shop, capture=False), Bank(release_by=killed)
        with pytest.raises(Killed):
            run(self.post(server, bank, "/v1/refunds", {"charge": held.id}, held.id))
        bank.release_by = None
        (row,) = query(server, "SELECT id FROM refunds WHERE charge = $1", held.id)
        self.ask_again(server, bank, row["id"])
        answer = server.request("POST", "/v1/refunds", {"charge": held.id}, {"Idempotency-Key": held.id})
        assert (answer.status, answer.json["id"], answer.json["status"]) == (200, row["id"], "succeeded")
        assert shop.v1.charges.retrieve(held.id).refunded
