"""Previews that a subscription takes part in (recurring.md §11)."""

from typing import Any

import pytest
import stripe
from tests.builders import refused
from tests.rooms.subscriptions.shop import Subscriber, at, lines


def _preview(buyer: Subscriber, **given: Any) -> Any:
    return buyer.v1.invoices.create_preview(given)


def nothing_comes(buyer: Subscriber) -> Any:
    message = f"No upcoming invoices for customer: {buyer.customer}"
    return refused(message, status=404, code="invoice_upcoming_none")


def test_the_next_renewal(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.v1.invoice_items.create({"customer": buyer.customer, "amount": 250, "currency": "usd", "description": "Help"})
    shown = _preview(buyer, subscription=made.id)
    assert shown.id.startswith("upcoming_in_")
    assert (shown.status, shown.billing_reason, shown.total) == ("draft", "upcoming", 1_250)
    assert lines(shown) == [("Help", 250), ("1 × Gold (at $10.00 / month)", 1_000)]
    assert shown.lines.data[1].period.start == at("2026-02-01")
    assert shown.lines.data[1].period.end == at("2026-03-01")
    assert shown.parent.subscription_details.subscription == made.id
    assert shown.created == at("2026-02-01")
    assert shown.next_payment_attempt == at("2026-02-01 01:00")
    assert (shown.period_start, shown.period_end) == (at("2026-01-01"), at("2026-02-01"))
    assert len(buyer.pending()) == 1, "nothing of it has happened"
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert lines(buyer.latest(made)) == lines(shown)


def test_w3_an_upgrade_and_the_renewal_after_it(client: stripe.StripeClient) -> None:
    """445,540 s of 2,678,400 are left: -166 and 541 and the next period, 3,627 together."""
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-02-01") - 445_540)
    change = {"id": made["items"].data[0].id, "price": buyer.price(3_252, name="More")}
    details = {"items": [change], "proration_behavior": "create_prorations"}
    shown = _preview(buyer, subscription=made.id, subscription_details=details)
    assert {line.amount for line in shown.lines.data} == {-166, 541, 3_252}
    assert shown.total == 3_627
    assert buyer.again(made)["items"].data[0].price.unit_amount == 1_000
    at_once = _preview(
        buyer, subscription=made.id, subscription_details={**details, "proration_behavior": "always_invoice"}
    )
    assert [line.amount for line in at_once.lines.data] == [-166, 541]


def test_a_change_bills_what_its_preview_said(client: stripe.StripeClient) -> None:
    """The same `proration_date` gives the same cents, however much later the change is made."""
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(1_999))
    buyer.clock.advance(at("2026-01-11 07:13:05"))
    moment = at("2026-01-11 07:13:05")
    items = [{"id": made["items"].data[0].id, "quantity": 7}]
    how = {"items": items, "proration_behavior": "always_invoice", "proration_date": moment}
    shown = _preview(buyer, subscription=made.id, subscription_details=how)
    buyer.clock.advance(moment + 3_600)
    buyer.v1.subscriptions.update(made.id, how)
    assert lines(buyer.latest(made)) == lines(shown)
    assert buyer.latest(made).total == shown.total


def test_a_subscription_that_is_not_there_yet(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01", None)
    gold = buyer.price()
    details = {"items": [{"price": gold, "quantity": 3}], "billing_cycle_anchor": at("2026-01-16 12:00")}
    shown = _preview(buyer, customer=buyer.customer, subscription_details=details)
    assert lines(shown) == [("Remaining time on 3 × Gold after 01 Jan 2026", 1_500)]
    assert shown.parent.subscription_details.subscription is None
    of_nobody = _preview(
        buyer, customer_details={"tax_exempt": "none"}, subscription_details={"items": [{"price": gold}]}
    )
    assert (of_nobody.customer, of_nobody.total) == (None, 1_000)
    assert buyer.v1.subscriptions.list({"customer": buyer.customer, "status": "all"}).data == []


def test_each_period_without_what_comes_once(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.v1.invoice_items.create({"customer": buyer.customer, "amount": 250, "currency": "usd"})
    buyer.clock.advance(at("2026-01-11"))
    change = {"items": [{"id": made["items"].data[0].id, "quantity": 2}]}
    shown = _preview(buyer, subscription=made.id, subscription_details=change, preview_mode="recurring")
    assert lines(shown) == [("2 × Gold (at $10.00 / month)", 2_000)]


def test_other_discounts_and_more_items(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    half = client.v1.coupons.create({"percent_off": 50, "duration": "once"})
    more = [{"amount": 300, "currency": "usd", "description": "Help"}]
    shown = _preview(buyer, subscription=made.id, discounts=[{"coupon": half.id}], invoice_items=more)
    assert shown.total == 650
    assert {text for text, _ in lines(shown)} == {"Help", "1 × Gold (at $10.00 / month)"}


def test_the_end_of_a_trial(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(), trial_period_days=14)
    shown = _preview(buyer, subscription=made.id)
    assert lines(shown) == [("1 × Gold (at $10.00 / month)", 1_000)]
    assert shown.created == at("2026-01-15")


class TestWithoutAnother:
    def test_one_that_ends(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        with nothing_comes(buyer):
            _preview(buyer, subscription=made.id, subscription_details={"cancel_at_period_end": True})
        buyer.v1.subscriptions.update(made.id, {"cancel_at_period_end": True})
        with nothing_comes(buyer):
            _preview(buyer, subscription=made.id)
        still = _preview(buyer, subscription=made.id, subscription_details={"cancel_at_period_end": False})
        assert still.total == 1_000
        buyer.v1.subscriptions.cancel(made.id)
        with nothing_comes(buyer):
            _preview(buyer, subscription=made.id)

    def test_one_that_ends_now(self, client: stripe.StripeClient) -> None:
        """Half of the period is given back."""
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        buyer.clock.advance(at("2026-01-16 12:00"))
        shown = _preview(buyer, subscription=made.id, subscription_details={"cancel_now": True})
        assert [line.amount for line in shown.lines.data] == [-500]
        with nothing_comes(buyer):
            _preview(
                buyer, subscription=made.id,
                subscription_details={"cancel_now": True, "proration_behavior": "none"},
            )  # fmt: skip

    def test_one_that_nobody_paid(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price(), payment_behavior="default_incomplete")
        with nothing_comes(buyer):
            _preview(buyer, subscription=made.id)

    def test_of_somebody_else(self, client: stripe.StripeClient) -> None:
        buyer, other = Subscriber(client, "2026-01-01"), Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        with refused(None, code="resource_missing", param="subscription"):
            _preview(buyer, subscription=made.id, customer=other.customer)
        with refused(None, code="resource_missing", param="subscription"):
            _preview(buyer, subscription="sub_none")

    def test_a_moment_as_anchor_is_refused(self, client: stripe.StripeClient) -> None:
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price())
        with refused(None, code="parameter_not_supported", param="subscription_details[billing_cycle_anchor]"):
            _preview(
                buyer, subscription=made.id,
                subscription_details={"billing_cycle_anchor": at("2026-01-20")},
            )  # fmt: skip


@pytest.mark.parametrize("flat", [True, False])
def test_before_basil(client: stripe.StripeClient, flat: bool) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-01-11"))
    items = [{"id": made["items"].data[0].id, "quantity": 2}]
    details = {"subscription_items": items} if flat else {"subscription_details": {"items": items}}
    given = {"subscription": made.id, **details}
    shown = client.raw_request("get", "/v1/invoices/upcoming", stripe_version="2024-06-20", **given)
    found = client.deserialize(shown, api_mode="V1")
    assert {line.amount for line in found.lines.data} == {-677, 1_355, 2_000}
    assert found.subscription == made.id
