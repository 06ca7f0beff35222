"""The subscriptions that a customer has, and what else the customer brings along."""

import stripe
from tests.rooms.subscriptions.shop import Subscriber


def test_a_customer_has_those_that_have_not_ended_newest_first(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    price = buyer.price()
    first, gone, last = (buyer.subscribe(price).id for _ in range(3))
    buyer.v1.subscriptions.cancel(gone)
    shown = buyer.v1.customers.retrieve(buyer.customer, {"expand": ["subscriptions"]}).subscriptions
    assert [one.id for one in shown.data] == [last, first]
    assert (shown.has_more, shown.total_count) == (False, 2)
    nobody = buyer.v1.customers.create({"expand": ["subscriptions"]})
    assert nobody.subscriptions.data == []


def test_subscriptions_move_to_a_clock_with_their_customer(client: stripe.StripeClient) -> None:
    v1 = client.v1
    method = "pm_card_visa"
    made = {"payment_method": method, "invoice_settings": {"default_payment_method": method}}
    customer = v1.customers.create(made).id  # type: ignore[arg-type]
    product = v1.products.create({"name": "Gold"}).id
    price = v1.prices.create(
        {"product": product, "currency": "usd", "unit_amount": 500, "recurring": {"interval": "month"}}
    ).id
    subscription = v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    start = subscription.created
    clock = v1.test_helpers.test_clocks.create({"frozen_time": start, "customer": customer})  # type: ignore[typeddict-unknown-key]
    assert v1.subscriptions.retrieve(subscription.id).test_clock == clock.id


def test_a_trial_goes_on_once_what_waited_for_the_invoice_is_paid(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    buyer.v1.invoice_items.create({"customer": buyer.customer, "amount": 700, "currency": "usd"})
    given = {"trial_period_days": 9, "payment_behavior": "default_incomplete"}
    made = buyer.subscribe(buyer.price(), **given)
    assert (made.status, buyer.latest(made).amount_due) == ("incomplete", 700)
    buyer.v1.invoices.pay(made.latest_invoice)
    assert buyer.again(made).status == "trialing"
