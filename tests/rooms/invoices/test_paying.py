"""Collecting an invoice: by card, declined, with the consent of the holder (invoicing.md §3.10, §6)."""

from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types
from tests.conftest import Server
from tests.rooms.payments.bank import decide

TAKEN = ["charge.succeeded", "payment_intent.succeeded", "invoice_payment.paid", "invoice.updated", "invoice.paid",
         "invoice.payment_succeeded"]  # fmt: skip
LOST = ["charge.failed", "payment_intent.payment_failed", "invoice.updated", "invoice.payment_failed"]


def declined(shop: Shop, invoice: Any, method: str = "pm_card_visa_chargeDeclined") -> Any:
    """The 402 of an invoice that cannot be collected."""
    with pytest.raises(stripe.CardError) as caught:
        shop.v1.invoices.pay(invoice.id, {"payment_method": method})
    assert caught.value.http_status == 402
    return caught.value


def caused(shop: Shop, error: Any) -> list[str]:
    """Types of the events that a refused request caused."""
    newest = list(shop.v1.events.list({"limit": 100}).data)
    return [event.type for event in reversed(newest) if event.request.id == error.request_id]


def intent_of(shop: Shop, invoice: Any) -> Any:
    shown = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments.data.payment.payment_intent"]})
    return next(p for p in shown.payments.data if p.is_default).payment.payment_intent


class TestTheDefaultPayment:
    def test_finalizing_makes_it(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.draft(customer=customer, statement_descriptor="GOLD")
        assert shop.v1.invoice_payments.list({"invoice": draft.id}).data == []
        invoice = shop.v1.invoices.finalize_invoice(draft.id, {"expand": ["payments", "confirmation_secret"]})
        (payment,) = invoice.payments.data
        assert (payment.status, payment.is_default, payment.amount_requested, payment.amount_paid) == (
            "open", True, 12_000, None,
        )  # fmt: skip
        intent = shop.v1.payment_intents.retrieve(payment.payment.payment_intent)
        assert (intent.amount, intent.currency, intent.customer, intent.status) == (
            12_000, "usd", customer.id, "requires_payment_method",
        )  # fmt: skip
        assert (intent.description, intent.receipt_email, intent.statement_descriptor) == (
            "Payment for Invoice", "jenny@example.com", "GOLD",
        )  # fmt: skip
        assert (intent.metadata.to_dict(), intent.automatic_payment_methods) == ({}, None)
        secret = {"client_secret": intent.client_secret, "type": "payment_intent"}
        assert invoice.confirmation_secret.to_dict() == secret

    def test_nothing_due_needs_none(self, shop: Shop) -> None:
        paid = shop.v1.invoices.finalize_invoice(shop.draft(0).id, {"expand": ["payments", "confirmation_secret"]})
        assert (paid.payments.data, paid.confirmation_secret) == ([], None)

    def test_it_is_the_invoices_business(self, shop: Shop) -> None:
        invoice = shop.invoice("open")
        intent = intent_of(shop, invoice)
        with refused(None):
            shop.v1.payment_intents.cancel(intent.id)
        for name, value in (("amount", 500), ("currency", "eur"), ("customer", shop.customer().id)):
            with refused(None, param=name):
                shop.v1.payment_intents.update(intent.id, {name: value})
        assert shop.v1.payment_intents.update(intent.id, {"metadata": {"a": "1"}}).metadata.a == "1"

    def test_it_follows_what_is_credited(self, shop: Shop) -> None:
        invoice = shop.invoice("open", 1_000)
        note = shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 400})
        assert intent_of(shop, invoice).amount == 600
        assert shop.v1.invoice_payments.list({"invoice": invoice.id}).data[0].amount_requested == 600
        shop.v1.credit_notes.void_credit_note(note.id)
        assert intent_of(shop, invoice).amount == 1_000
        paid = shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
        assert (paid.amount_paid, paid.amount_remaining) == (1_000, 0)

    def test_what_is_wholly_credited_needs_it_no_more(self, shop: Shop) -> None:
        invoice = shop.invoice("open", 1_000)
        shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 1_000})
        assert intent_of(shop, invoice).status == "canceled"

    def test_older_versions_name_it_in_the_invoice(self, shop: Shop, server: Server) -> None:
        invoice = shop.invoice("open")
        answer = server.request("GET", f"/v1/invoices/{invoice.id}", headers={"Stripe-Version": "2024-06-20"})
        assert answer.json["payment_intent"] == intent_of(shop, invoice).id


class TestPaying:
    @pytest.mark.parametrize("collection", ["charge_automatically", "send_invoice"])
    def test_by_a_card_that_is_named(self, shop: Shop, collection: str) -> None:
        invoice = shop.invoice("open", collection_method=collection)
        paid = shop.v1.invoices.pay(
            invoice.id,
            {"payment_method": "pm_card_visa", "expand": ["payments.data.payment.payment_intent"]},
        )
        assert (paid.status, paid.amount_paid, paid.amount_remaining, paid.amount_paid_off_stripe) == (
            "paid", 12_000, 0, 0,
        )  # fmt: skip
        assert (paid.attempted, paid.attempt_count, paid.next_payment_attempt) == (True, 1, None)
        (payment,) = paid.payments.data
        assert (payment.status, payment.amount_paid, payment.is_default) == ("paid", 12_000, True)
        assert payment.status_transitions.paid_at == paid.status_transitions.paid_at
        charge = shop.v1.charges.retrieve(payment.payment.payment_intent.latest_charge)
        assert (charge.amount, charge.paid, charge.customer) == (12_000, True, invoice.customer)
        assert types(shop.events_of(paid)) == TAKEN
        with refused("Invoice is already paid"):
            shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})

    def test_a_draft_is_finalized_on_the_way(self, shop: Shop) -> None:
        paid = shop.v1.invoices.pay(shop.draft().id, {"payment_method": "pm_card_visa"})
        assert paid.status_transitions.finalized_at == paid.effective_at
        assert types(shop.events_of(paid)) == [
            "payment_intent.created", "invoice.updated", "invoice.finalized", *TAKEN,
        ]  # fmt: skip

    def test_what_was_written_off(self, shop: Shop) -> None:
        lost = shop.invoice("uncollectible")
        assert shop.v1.invoices.pay(lost.id, {"payment_method": "pm_card_visa"}).status == "paid"

    def test_which_method_is_taken(self, shop: Shop) -> None:
        customer = shop.customer()
        methods = [
            shop.v1.payment_methods.attach(name, {"customer": customer.id}).id
            for name in ("pm_card_visa", "pm_card_mastercard", "pm_card_amex")
        ]
        of_customer, of_invoice, named = methods

        def used(**given: Any) -> str:
            invoice = shop.draft(customer=customer, **given.pop("invoice", {}))
            paid = shop.v1.invoices.pay(invoice.id, given)
            return str(intent_of(shop, paid).payment_method)

        # A method that is only attached is never used.
        with refused(None):
            used()
        shop.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": of_customer}})
        default = {"default_payment_method": of_invoice}
        assert used() == of_customer
        assert used(invoice=default) == of_invoice
        assert used(invoice=default, payment_method=named) == named
        draft = shop.draft(customer=customer, **default)
        assert draft.default_payment_method == of_invoice
        assert shop.v1.invoices.update(draft.id, {"default_payment_method": ""}).default_payment_method is None

    def test_a_method_of_somebody_else(self, shop: Shop) -> None:
        other = shop.v1.payment_methods.attach("pm_card_visa", {"customer": shop.customer().id})
        invoice = shop.invoice("open")
        with refused(None, param="payment_method"):
            shop.v1.invoices.pay(invoice.id, {"payment_method": other.id})
        with refused(None, code="resource_missing", param="default_payment_method"):
            shop.draft(default_payment_method=other.id)
        assert shop.v1.invoices.retrieve(invoice.id).attempted is False

    def test_an_open_invoice_gets_another_default(self, shop: Shop) -> None:
        customer = shop.customer()
        card = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id}).id
        invoice = shop.invoice("open", customer=customer)
        changed = shop.v1.invoices.update(invoice.id, {"default_payment_method": card})
        assert changed.default_payment_method == card
        (event,) = shop.events_of(changed)
        assert event.type == "invoice.updated"
        assert event.data.previous_attributes.to_dict() == {"default_payment_method": None}
        paid = shop.v1.invoices.pay(invoice.id, {"expand": ["payments.data.payment.payment_intent"]})
        assert paid.payments.data[0].payment.payment_intent.payment_method == card
        with refused("Finalized invoices can't be updated in this way", param="default_payment_method"):
            shop.v1.invoices.update(invoice.id, {"default_payment_method": ""})
        other = shop.v1.payment_methods.attach("pm_card_visa", {"customer": shop.customer().id})
        with refused(None, code="resource_missing", param="default_payment_method"):
            shop.v1.invoices.update(shop.invoice("open").id, {"default_payment_method": other.id})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("amount", 500), ("currency", "eur"), ("statement_descriptor", "OTHER"), ("capture_method", "manual"),
            ("allowed_payment_method_types", ["card"]), ("statement_descriptor_suffix", "OTHER"),
        ],
    )  # fmt: skip
    def test_what_only_the_invoice_says_of_its_payment_intent(self, shop: Shop, name: str, value: Any) -> None:
        (payment,) = shop.v1.invoice_payments.list({"invoice": shop.invoice("open").id}).data
        intent = payment.payment.payment_intent
        with refused(None, param=name):
            shop.v1.payment_intents.update(intent, {name: value})
        kept = shop.v1.payment_intents.update(intent, {"metadata": {"a": "1"}, "setup_future_usage": "off_session"})
        assert kept.setup_future_usage == "off_session"

    def test_either_a_method_or_out_of_band(self, shop: Shop) -> None:
        with refused(None, code="parameters_exclusive", param="paid_out_of_band"):
            shop.v1.invoices.pay(shop.invoice("open").id, {"paid_out_of_band": True, "payment_method": "pm_card_visa"})

    def test_out_of_band_its_intent_is_canceled(self, shop: Shop) -> None:
        """Stripe gives this reason; voiding gives `void_invoice` (test_events.py)."""
        invoice = shop.invoice("open")
        intent = intent_of(shop, invoice)
        shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
        canceled = shop.v1.payment_intents.retrieve(intent.id)
        assert (canceled.status, canceled.cancellation_reason) == ("canceled", "requested_by_customer")

    def test_what_cannot_be_paid(self, shop: Shop) -> None:
        with refused("You can only pass in open invoices. This invoice isn't open."):
            shop.v1.invoices.pay(shop.invoice("void").id, {"payment_method": "pm_card_visa"})
        with refused("No such invoice: 'in_none'", status=404, code="resource_missing", param="id"):
            shop.v1.invoices.pay("in_none", {"payment_method": "pm_card_visa"})

    def test_the_intent_itself_is_confirmed(self, shop: Shop) -> None:
        """As a page with the client secret does."""
        invoice = shop.invoice("open")
        paid = shop.v1.payment_intents.confirm(intent_of(shop, invoice).id, {"payment_method": "pm_card_visa"})
        assert types(shop.events_of(paid)) == TAKEN
        assert shop.v1.invoices.retrieve(invoice.id).status == "paid"


class TestDeclined:
    @pytest.mark.parametrize(
        ("method", "code", "decline_code"),
        [
            ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
            ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
            ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
            ("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
            ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
            ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
            ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
            ("pm_card_chargeCustomerFail", "card_declined", "generic_decline"),
            ("pm_card_radarBlock", "card_declined", "fraudulent"),
        ],
    )
    def test_state_and_events_commit_although_the_request_fails(
        self, shop: Shop, method: str, code: str, decline_code: str | None
    ) -> None:
        invoice = shop.invoice("open")
        failure = declined(shop, invoice, method)
        error = failure.json_body["error"]
        assert (error["type"], error["code"], error.get("decline_code")) == ("card_error", code, decline_code)
        assert "param" not in error
        assert error["payment_intent"]["status"] == "requires_payment_method"
        assert error["payment_intent"]["latest_charge"] == error["charge"]
        assert error["payment_method"]["type"] == "card"
        assert caused(shop, failure) == LOST
        now = shop.v1.invoices.retrieve(invoice.id)
        assert (now.status, now.attempted, now.attempt_count, now.amount_remaining) == ("open", True, 1, 12_000)
        (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
        assert (payment.status, payment.amount_paid) == ("open", None)

    def test_a_draft_stays_finalized(self, shop: Shop) -> None:
        draft = shop.draft()
        failure = declined(shop, draft)
        assert caused(shop, failure) == ["payment_intent.created", "invoice.updated", "invoice.finalized", *LOST]
        now = shop.v1.invoices.retrieve(draft.id)
        assert (now.status, now.number is not None) == ("open", True)

    def test_another_card_then(self, shop: Shop) -> None:
        invoice = shop.invoice("open")
        failure = declined(shop, invoice)
        # Only the first attempt counts; those of a schedule would, too (§1.4).
        assert caused(shop, declined(shop, invoice)) == [*LOST[:2], "invoice.payment_failed"]
        paid = shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
        assert (paid.status, paid.attempt_count) == ("paid", 1)
        charges = shop.v1.charges.list({"payment_intent": failure.json_body["error"]["payment_intent"]["id"]}).data
        assert [charge.status for charge in charges] == ["succeeded", "failed", "failed"]

    def test_the_same_error_again_for_its_key(self, shop: Shop) -> None:
        invoice = shop.invoice("open")
        options: stripe.RequestOptions = {"idempotency_key": f"declined-{invoice.id}"}
        bodies = []
        for _ in range(2):
            with pytest.raises(stripe.CardError) as caught:
                shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa_chargeDeclined"}, options)
            bodies.append(caught.value.json_body)
        assert bodies[0] == bodies[1]
        assert len(shop.v1.charges.list({"customer": invoice.customer}).data) == 1


class TestConsent:
    def needed(self, shop: Shop, invoice: Any, method: str = "pm_card_threeDSecure2Required") -> Any:
        failure = declined(shop, invoice, method)
        assert failure.code == "invoice_payment_intent_requires_action"
        assert failure.json_body["error"]["payment_intent"]["status"] == "requires_action"
        assert caused(shop, failure) == [
            "payment_intent.requires_action", "invoice.updated", "invoice.payment_action_required",
        ]  # fmt: skip
        return shop.v1.payment_intents.retrieve(failure.json_body["error"]["payment_intent"]["id"])

    def test_given(self, shop: Shop, server: Server) -> None:
        invoice = shop.invoice("open")
        decide(server, self.needed(shop, invoice), "complete")
        paid = shop.v1.invoices.retrieve(invoice.id)
        assert (paid.status, paid.amount_paid) == ("paid", 12_000)
        assert shop.history(invoice.id)[-3:] == ["invoice.updated", "invoice.paid", "invoice.payment_succeeded"]

    def test_refused(self, shop: Shop, server: Server) -> None:
        invoice = shop.invoice("open")
        decide(server, self.needed(shop, invoice), "fail")
        assert shop.v1.invoices.retrieve(invoice.id).status == "open"
        assert shop.history(invoice.id)[-1] == "invoice.payment_failed"
        assert shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"}).status == "paid"

    def test_no_longer_wanted(self, shop: Shop, server: Server) -> None:
        invoice = shop.invoice("open")
        intent = self.needed(shop, invoice)
        shop.v1.invoices.void_invoice(invoice.id)
        decide(server, intent, "complete")
        assert shop.v1.payment_intents.retrieve(intent.id).status == "canceled"
        assert shop.v1.charges.list({"payment_intent": intent.id}).data == []

    def test_not_needed_in_the_holders_absence(self, shop: Shop) -> None:
        invoice = shop.invoice("open")
        method = "pm_card_authenticationRequiredSetupForOffSession"
        assert shop.v1.invoices.pay(invoice.id, {"payment_method": method}).status == "paid"
        with pytest.raises(stripe.CardError):
            shop.v1.invoices.pay(shop.invoice("open").id, {"payment_method": method, "off_session": False})


class TestInParts:
    def part(self, shop: Shop, invoice: Any, amount: int, **given: Any) -> Any:
        """A payment intent of the same customer, attached."""
        made = shop.v1.payment_intents.create(
            {"amount": amount, "currency": "usd", "customer": invoice.customer, **given}
        )
        shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": made.id})
        return made

    def test_two_parts_pay_the_whole(self, shop: Shop) -> None:
        invoice = shop.invoice("open", 1_000)
        first = self.part(shop, invoice, 400)
        confirmed = shop.v1.payment_intents.confirm(first.id, {"payment_method": "pm_card_visa"})
        assert types(shop.events_of(confirmed)) == [
            "charge.succeeded", "payment_intent.succeeded", "invoice_payment.paid", "invoice.updated",
        ]  # fmt: skip
        now = shop.v1.invoices.retrieve(invoice.id)
        assert (now.status, now.amount_due, now.amount_paid, now.amount_remaining) == ("open", 1_000, 400, 600)
        # The default payment asks for what remains.
        assert intent_of(shop, invoice).amount == 600
        with refused("Invoices with `paid` payments cannot be voided."):
            shop.v1.invoices.void_invoice(invoice.id)
        paid = shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa", "expand": ["payments"]})
        assert (paid.status, paid.amount_paid, paid.amount_overpaid) == ("paid", 1_000, 0)
        seen = sorted((p.amount_paid, p.status, p.is_default) for p in paid.payments.data)
        assert seen == [(400, "paid", False), (600, "paid", True)]

    def test_a_part_that_pays_the_rest(self, shop: Shop) -> None:
        invoice = shop.invoice("open", 1_000)
        whole = self.part(shop, invoice, 1_000)
        confirmed = shop.v1.payment_intents.confirm(whole.id, {"payment_method": "pm_card_visa"})
        assert types(shop.events_of(confirmed)) == [*TAKEN, "payment_intent.canceled"]
        assert intent_of(shop, invoice).status == "canceled"

    def test_what_has_succeeded_pays_at_once(self, shop: Shop) -> None:
        invoice = shop.invoice("open", 1_000)
        done = shop.v1.payment_intents.create(
            {"amount": 1_000, "currency": "usd", "customer": invoice.customer, "confirm": True,
             "payment_method": "pm_card_visa"}
        )  # fmt: skip
        paid = shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": done.id})
        assert paid.status == "paid"
        assert types(shop.events_of(paid)) == [*TAKEN[2:], "payment_intent.canceled"]

    def test_what_comes_in_too_late_is_the_customers(self, shop: Shop) -> None:
        invoice = shop.invoice("open", 1_000)
        late = self.part(shop, invoice, 300)
        shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
        confirmed = shop.v1.payment_intents.confirm(late.id, {"payment_method": "pm_card_visa"})
        assert types(shop.events_of(confirmed))[2:] == [
            "invoice_payment.paid", "customer.updated", "invoice.updated", "invoice.overpaid",
        ]  # fmt: skip
        now = shop.v1.invoices.retrieve(invoice.id)
        assert (now.status, now.amount_paid, now.amount_overpaid, now.amount_remaining) == ("paid", 1_000, 300, 0)
        assert shop.v1.customers.retrieve(invoice.customer).balance == -300
        (movement,) = shop.v1.customers.balance_transactions.list(invoice.customer).data
        assert (movement.type, movement.amount, movement.invoice) == ("invoice_overpaid", -300, invoice.id)

    def test_a_decline_is_no_attempt_of_the_invoice(self, shop: Shop) -> None:
        invoice = shop.invoice("open", 1_000)
        part = self.part(shop, invoice, 400)
        with pytest.raises(stripe.CardError):
            shop.v1.payment_intents.confirm(part.id, {"payment_method": "pm_card_visa_chargeDeclined"})
        assert shop.v1.invoices.retrieve(invoice.id).attempted is False

    def test_what_may_still_come_in_keeps_the_invoice(self, shop: Shop) -> None:
        invoice = shop.invoice("open", 1_000)
        part = self.part(shop, invoice, 400)
        message = f"The payment {part.id} is attached to this invoice and still open; cancel it first."
        for verb in (shop.v1.invoices.void_invoice, shop.v1.invoices.mark_uncollectible):
            with refused(message):
                verb(invoice.id)
        shop.v1.payment_intents.cancel(part.id)
        (canceled, _) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
        assert canceled.status == "canceled"
        assert shop.v1.invoices.void_invoice(invoice.id).status == "void"

    def test_what_cannot_be_attached(self, shop: Shop) -> None:
        invoice = shop.invoice("open", 1_000)

        def intent(**given: Any) -> str:
            ask = {"amount": 500, "currency": "usd", "customer": invoice.customer, **given}
            return str(shop.v1.payment_intents.create(ask).id)

        gone = intent()
        shop.v1.payment_intents.cancel(gone)
        wrong = [intent(amount=1_001), intent(currency="eur"), intent(customer=shop.customer().id), gone]
        for one in (*wrong, intent_of(shop, invoice).id):
            with refused(None, param="payment_intent"):
                shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": one})
        with refused(None, code="resource_missing", param="payment_intent"):
            shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": "pi_none"})
        for status in ("draft", "paid", "void", "uncollectible"):
            closed = shop.invoice(status)
            other = intent(customer=closed.customer)
            with refused("You can only pass in open invoices. This invoice isn't open."):
                shop.v1.invoices.attach_payment(closed.id, {"payment_intent": other})


def test_a_paid_invoice_tells_nothing_of_cards_beyond_four_digits(shop: Shop) -> None:
    paid = shop.v1.invoices.pay(
        shop.draft().id,
        {"payment_method": "pm_card_visa", "expand": ["payments.data.payment.payment_intent"]},
    )
    assert "4242424242424242" not in str(paid)


class TestOptions:
    """What an invoice says of its payments is said of its payment intent."""

    def test_the_holder_is_asked_wherever_his_bank_can(self, shop: Shop) -> None:
        options: Any = {"card": {"request_three_d_secure": "any"}}
        invoice = shop.invoice("open", payment_settings={"payment_method_options": options})
        shown = invoice.payment_settings.payment_method_options
        assert (shown.card.request_three_d_secure, shown.us_bank_account) == ("any", None)
        with pytest.raises(stripe.CardError) as caught:
            shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_threeDSecureOptional", "off_session": False})
        assert caught.value.code == "invoice_payment_intent_requires_action"
        assert shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"}).status == "paid"

    def test_also_when_it_is_open(self, shop: Shop) -> None:
        invoice = shop.invoice("open")
        (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
        options: Any = {"us_bank_account": {"verification_method": "microdeposits"}}
        shop.v1.invoices.update(invoice.id, {"payment_settings": {"payment_method_options": options}})
        intent = shop.v1.payment_intents.retrieve(str(payment.payment.payment_intent))
        assert intent.payment_method_options.us_bank_account.verification_method == "microdeposits"  # type: ignore[union-attr]
        unset = shop.v1.invoices.update(invoice.id, {"payment_settings": {"payment_method_options": ""}})
        assert unset.payment_settings.payment_method_options is None
