"""Subscriptions whose invoices are not collected: by a pause, or because nobody pays (recurring.md §3.8, §8)."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from tests.builders import refused
from tests.conftest import Server, run_billhook
from tests.rooms.subscriptions.shop import Subscriber, at


class TestPaused:
    @pytest.mark.parametrize(
        ("behavior", "status"),
        [("void", "void"), ("mark_uncollectible", "uncollectible"), ("keep_as_draft", "draft")],
    )
    def test_new_invoices_are_dealt_with_as_it_says(
        self, client: stripe.StripeClient, behavior: str, status: str
    ) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        pause = {"behavior": behavior, "resumes_at": at("2026-03-15")}
        paused = buyer.v1.subscriptions.update(made.id, {"pause_collection": pause})
        assert paused.pause_collection.to_dict() == pause
        assert paused.status == "active"
        buyer.clock.advance(at("2026-02-20"))
        (_, held) = buyer.invoices(made)
        assert (held.status, held.auto_advance, held.amount_paid) == (status, False, 0)
        assert buyer.again(made).status == "active"
        buyer.clock.advance(at("2026-04-02"))
        again = buyer.again(made)
        assert again.pause_collection is None
        assert [i.status for i in buyer.invoices(made)] == ["paid", status, status, "paid"]
        events = buyer.v1.events.list({"type": "customer.subscription.updated", "limit": 100}).data
        told = [e for e in events if e.data.object.id == made.id and "pause_collection" in e.data.previous_attributes]
        assert len(told) == 2, "its beginning and its end"

    def test_the_balance_of_the_customer_comes_first(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        buyer.v1.customers.balance_transactions.create(buyer.customer, {"amount": -1_500, "currency": "usd"})
        buyer.v1.subscriptions.update(made.id, {"pause_collection": {"behavior": "mark_uncollectible"}})
        buyer.clock.advance(at("2026-03-02"))
        first, second, third = buyer.invoices(made)
        assert (second.status, second.amount_due) == ("paid", 0)
        assert (third.status, third.amount_due) == ("uncollectible", 500)
        assert first.status == "paid"

    def test_what_a_change_bills_waits_too(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        buyer.v1.subscriptions.update(made.id, {"pause_collection": {"behavior": "keep_as_draft"}})
        items = [{"id": made["items"].data[0].id, "quantity": 3}]
        buyer.v1.subscriptions.update(made.id, {"items": items, "proration_behavior": "always_invoice"})
        assert (buyer.latest(made).status, buyer.latest(made).auto_advance) == ("draft", False)

    def test_it_ends_when_somebody_says_so(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        buyer.v1.subscriptions.update(made.id, {"pause_collection": {"behavior": "void"}})
        assert buyer.v1.subscriptions.update(made.id, {"pause_collection": ""}).pause_collection is None
        buyer.clock.advance(at("2026-02-01 02:00"))
        assert buyer.latest(made).status == "paid"

    def test_a_last_invoice_is_dealt_with_too(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        buyer.v1.subscriptions.update(made.id, {"pause_collection": {"behavior": "void"}})
        buyer.v1.invoice_items.create({"customer": buyer.customer, "amount": 250, "currency": "usd"})
        assert buyer.v1.subscriptions.cancel(made.id, {"invoice_now": True}).status == "canceled"
        assert (buyer.latest(made).status, buyer.latest(made).total) == ("void", 250)

    @pytest.mark.parametrize("behavior", ["void", "mark_uncollectible"])
    def test_what_was_owed_stays_owed_and_can_be_paid(self, client: stripe.StripeClient, behavior: str) -> None:
        """The status does not change by the pause, and it does by the payment of what is owed."""
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        bad = buyer.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": buyer.customer})
        buyer.v1.subscriptions.update(made.id, {"default_payment_method": bad.id})
        buyer.clock.advance(at("2026-02-01 02:00"))
        owed = buyer.latest(made)
        pause = {"pause_collection": {"behavior": behavior}}
        assert buyer.v1.subscriptions.update(made.id, pause).status == "past_due"
        anew = {"billing_cycle_anchor": "now", "proration_behavior": "none"}
        assert buyer.v1.subscriptions.update(made.id, anew).status == "past_due"
        assert buyer.latest(made).id != owed.id
        buyer.v1.invoices.pay(owed.id, {"payment_method": "pm_card_visa"})
        assert buyer.again(made).status == "active"

    def test_it_ends_at_the_second_of_a_renewal(self, client: stripe.StripeClient) -> None:
        """The renewal comes first, and is still held; then the pause is over (recurring.md §12)."""
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        pause = {"behavior": "void", "resumes_at": at("2026-02-01")}
        buyer.v1.subscriptions.update(made.id, {"pause_collection": pause})
        buyer.clock.advance(at("2026-02-01"))
        assert buyer.again(made).pause_collection is None
        assert buyer.latest(made).status == "void"

    def test_its_end_lies_in_the_future(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        pause = {"behavior": "void", "resumes_at": at("2026-01-01")}
        with refused(
            "`pause_collection[resumes_at]` must be a moment in the future.", param="pause_collection[resumes_at]"
        ):
            buyer.v1.subscriptions.update(made.id, {"pause_collection": pause})


class TestAfterTheLastAttempt:
    @pytest.fixture
    def setting(self, server: Server) -> Iterator[Any]:
        """Sets what becomes of subscriptions, until the test ends."""
        yield lambda value: run_billhook(server, "settings", "set", "subscriptions_exhausted", value)
        run_billhook(server, "settings", "set", "subscriptions_exhausted", "cancel")

    def _with_a_bad_card(self, client: stripe.StripeClient) -> tuple[Subscriber, Any]:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        bad = buyer.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": buyer.customer})
        buyer.v1.subscriptions.update(made.id, {"default_payment_method": bad.id})
        return buyer, made

    def test_it_is_unpaid_and_bills_drafts_that_nobody_tries(self, client: stripe.StripeClient, setting: Any) -> None:
        setting("unpaid")
        buyer, made = self._with_a_bad_card(client)
        buyer.clock.advance(at("2026-02-28"))
        assert buyer.again(made).status == "unpaid"
        assert buyer.latest(made).status == "open"
        buyer.clock.advance(at("2026-03-05"))
        draft = buyer.latest(made)
        assert (draft.status, draft.auto_advance, draft.attempt_count) == ("draft", False, 0)
        listed = buyer.v1.subscriptions.list({"customer": buyer.customer, "status": "unpaid"})
        assert [one.id for one in listed.data] == [made.id]
        # Somebody finalizes the newest one, and it is paid.
        buyer.v1.invoices.finalize_invoice(draft.id)
        buyer.v1.invoices.pay(draft.id, {"payment_method": "pm_card_visa"})
        assert buyer.again(made).status == "active"
        buyer.v1.subscriptions.update(made.id, {"default_payment_method": ""})
        buyer.clock.advance(at("2026-04-01 02:00"))
        assert buyer.latest(made).status == "paid"

    def test_it_stays_past_due_and_goes_on(self, client: stripe.StripeClient, setting: Any) -> None:
        setting("past_due")
        buyer, made = self._with_a_bad_card(client)
        buyer.clock.advance(at("2026-02-28"))
        assert buyer.again(made).status == "past_due"
        buyer.clock.advance(at("2026-03-02"))
        assert buyer.again(made).status == "past_due"
        tried = buyer.latest(made)
        assert (tried.status, tried.attempt_count) == ("open", 1)
        assert tried.next_payment_attempt is not None

    def test_an_unpaid_one_can_be_canceled(self, client: stripe.StripeClient, setting: Any) -> None:
        setting("unpaid")
        buyer, made = self._with_a_bad_card(client)
        buyer.clock.advance(at("2026-02-28"))
        assert buyer.v1.subscriptions.cancel(made.id).status == "canceled"


def test_each_invoice_says_what_the_subscription_says(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    said = {
        "footer": "Thank you", "description": "Plan Gold", "custom_fields": [{"name": "PO", "value": "17"}],
    }  # fmt: skip
    made = buyer.subscribe(buyer.price(), invoice_settings=said)
    assert made.invoice_settings.footer == "Thank you"
    assert made.invoice_settings.custom_fields[0].to_dict() == {"name": "PO", "value": "17"}
    first = buyer.latest(made)
    assert (first.footer, first.description, first.custom_fields[0].value) == ("Thank you", "Plan Gold", "17")
    changed = {"footer": "", "custom_fields": ""}
    assert buyer.v1.subscriptions.update(made.id, {"invoice_settings": changed}).invoice_settings.footer is None
    buyer.clock.advance(at("2026-02-01"))
    renewal = buyer.latest(made)
    assert (renewal.footer, renewal.description, renewal.custom_fields) == (None, "Plan Gold", None)


def test_a_change_that_is_paid_at_once_ends_what_was_owed(client: stripe.StripeClient) -> None:
    """The newest invoice is below zero, so it is paid: the change is told once, and so is that nothing is owed."""
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(items=[{"price": buyer.price(), "quantity": 5}])
    bad = buyer.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": buyer.customer})
    buyer.v1.subscriptions.update(made.id, {"default_payment_method": bad.id})
    buyer.clock.advance(at("2026-02-01 02:00"))
    assert buyer.again(made).status == "past_due"
    less = {"items": [{"id": made["items"].data[0].id, "quantity": 1}], "proration_behavior": "always_invoice"}
    changed = buyer.v1.subscriptions.update(made.id, less)
    assert (changed.status, buyer.latest(made).status) == ("active", "paid")
    assert buyer.again(made).status == "active"
    events = buyer.v1.events.list({"type": "customer.subscription.updated", "limit": 10}).data
    told = [e.data.previous_attributes.to_dict() for e in events if e.data.object.id == made.id]
    assert ["status" in one for one in told[:2]].count(True) == 1
