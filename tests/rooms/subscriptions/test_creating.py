"""Create subscriptions: the first period, its invoice and what became of its payment (recurring.md §2.1, §3.3)."""

from typing import Any

import pytest
import stripe
from tests.builders import refused
from tests.rooms.subscriptions.shop import Subscriber, at, lines, period


def test_paid_at_once(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-31 12:00")
    made = buyer.subscribe(items=[{"price": buyer.price(1_000), "quantity": 2}], metadata={"plan": "gold"})
    assert (made.status, made.currency, made.collection_method) == ("active", "usd", "charge_automatically")
    assert made.billing_cycle_anchor == made.start_date == made.created == at("2026-01-31 12:00")
    assert made.billing_mode.type == "flexible"
    assert period(made) == ("2026-01-31", "2026-02-28")
    assert made.quantity == 2
    assert made.plan.amount == 1_000
    invoice = buyer.latest(made)
    assert (invoice.status, invoice.billing_reason, invoice.total) == ("paid", "subscription_create", 2_000)
    assert invoice.period_start == invoice.period_end == made.created
    assert lines(invoice) == [("2 × Gold (at $10.00 / month)", 2_000)]
    assert invoice.parent.subscription_details.subscription == made.id
    assert invoice.parent.subscription_details.metadata.to_dict() == {"plan": "gold"}
    (line,) = invoice.lines.data
    assert line.parent.subscription_item_details.subscription_item == made["items"].data[0].id
    assert line.parent.subscription_item_details.invoice_item is None
    assert (line.period.start, line.period.end) == (made.created, at("2026-02-28 12:00"))
    assert buyer.v1.invoice_items.list({"customer": buyer.customer}).data == []


def test_the_events_come_in_the_recorded_order(client: stripe.StripeClient) -> None:
    """The subscription is told of last, when it is known what became of it."""
    buyer = Subscriber(client, "2026-01-01")
    price = buyer.price()
    made = buyer.subscribe(price)
    types = [e.type for e in buyer.v1.events.list({"limit": 20}).data][::-1]
    mine = types[types.index("plan.created") + 1 :]
    steps = ["invoice.created", "invoice.finalized", "charge.succeeded", "payment_intent.succeeded", "invoice.paid",
             "invoice.payment_succeeded", "customer.subscription.created"]  # fmt: skip
    assert [type for type in mine if type in steps] == steps
    assert "customer.subscription.updated" not in mine
    told = buyer.v1.events.list({"type": "customer.subscription.created", "limit": 1}).data[0]
    assert told.data.object.id == made.id
    assert told.data.object.status == "active"


@pytest.mark.parametrize("card", ["pm_card_chargeCustomerFail", "pm_card_authenticationRequired"])
def test_what_cannot_be_paid_is_incomplete_until_it_is(client: stripe.StripeClient, card: str) -> None:
    buyer = Subscriber(client, "2026-01-01", card)
    made = buyer.subscribe(buyer.price())
    assert made.status == "incomplete"
    invoice = buyer.latest(made)
    assert (invoice.status, invoice.attempted, invoice.next_payment_attempt) == ("open", True, None)
    method = buyer.v1.payment_methods.attach("pm_card_visa", {"customer": buyer.customer})
    buyer.v1.invoices.pay(invoice.id, {"payment_method": method.id})
    assert buyer.again(made).status == "active"


def test_nobody_pays_within_23_hours(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(), payment_behavior="default_incomplete")
    assert made.status == "incomplete"
    buyer.clock.advance(at("2026-01-01 22:59:59"))
    assert buyer.again(made).status == "incomplete"
    buyer.clock.advance(at("2026-01-01 23:00:01"))
    ended = buyer.again(made)
    assert ended.status == "incomplete_expired"
    assert buyer.latest(made).status == "void"
    assert buyer.v1.subscriptions.list({"customer": buyer.customer}).data == []
    assert [s.id for s in buyer.v1.subscriptions.list({"customer": buyer.customer, "status": "ended"}).data] == [
        made.id
    ]


def test_default_incomplete_is_paid_by_its_payment_intent(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01", None)
    made = buyer.subscribe(
        buyer.price(), payment_behavior="default_incomplete", expand=["latest_invoice.confirmation_secret"]
    )
    intent = made.latest_invoice.confirmation_secret.client_secret.split("_secret_")[0]
    buyer.v1.payment_intents.confirm(intent, {"payment_method": "pm_card_visa"})
    assert buyer.again(made).status == "active"
    events = [e for e in buyer.v1.events.list({"limit": 30}).data if e.type.startswith("customer.subscription")]
    told = [e.type for e in events if e.data.object.id == made.id]
    assert told == ["customer.subscription.updated", "customer.subscription.created"]
    assert events[0].data.previous_attributes.status == "incomplete"


def test_what_paid_first_is_kept_for_the_periods_to_come(client: stripe.StripeClient) -> None:
    """Stripe's own guide begins so: the customer has no method, and pays the first invoice in the browser."""
    buyer = Subscriber(client, "2026-01-01", None)
    settings = {"save_default_payment_method": "on_subscription", "payment_method_types": ["card"]}
    made = buyer.subscribe(
        buyer.price(), payment_behavior="default_incomplete", payment_settings=settings,
        expand=["latest_invoice.confirmation_secret"],
    )  # fmt: skip
    assert made.latest_invoice.payment_settings.payment_method_types == ["card"]
    intent = made.latest_invoice.confirmation_secret.client_secret.split("_secret_")[0]
    buyer.v1.payment_intents.confirm(intent, {"payment_method": "pm_card_visa"})
    paid = buyer.again(made)
    assert paid.status == "active"
    assert buyer.v1.payment_methods.retrieve(paid.default_payment_method).customer == buyer.customer
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert (buyer.latest(made).status, buyer.again(made).status) == ("paid", "active")


def test_without_anything_to_charge_nothing_is_kept(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01", None)
    price = buyer.price()
    with refused(None, code="resource_missing"):
        buyer.subscribe(price)
    assert buyer.v1.invoices.list({"customer": buyer.customer}).data == []
    assert buyer.v1.subscriptions.list({"customer": buyer.customer, "status": "all"}).data == []


def test_sent_by_mail(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01", None)
    made = buyer.subscribe(buyer.price(), collection_method="send_invoice", days_until_due=14)
    assert made.status == "active"
    draft = buyer.latest(made)
    assert (draft.status, draft.auto_advance, draft.due_date) == ("draft", True, at("2026-01-15"))
    buyer.clock.advance(at("2026-01-01 02:00"))
    assert buyer.latest(made).status == "open"
    buyer.clock.advance(at("2026-01-16"))
    assert buyer.again(made).status == "past_due"
    buyer.v1.invoices.pay(draft.id, {"paid_out_of_band": True})
    assert buyer.again(made).status == "active"


def test_w8_the_time_until_an_anchor_is_billed_in_part(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-10")
    made = buyer.subscribe(buyer.price(), billing_cycle_anchor=at("2026-02-01"))
    assert buyer.latest(made).total == 710
    assert period(made) == ("2026-01-10", "2026-02-01")
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert lines(buyer.latest(made)) == [("1 × Gold (at $10.00 / month)", 1_000)]


def test_w10_or_not_at_all(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-10")
    made = buyer.subscribe(buyer.price(), billing_cycle_anchor=at("2026-02-01"), proration_behavior="none")
    assert (made.status, made.latest_invoice) == ("active", None)
    buyer.clock.advance(at("2026-02-01 01:01"))
    invoice = buyer.latest(made)
    assert (invoice.billing_reason, invoice.total) == ("subscription_cycle", 1_000)


def test_w9_the_last_day_of_a_month(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-02-10")
    made = buyer.subscribe(buyer.price(3_000), billing_cycle_anchor_config={"day_of_month": 31})
    assert period(made) == ("2026-02-10", "2026-02-28")
    assert buyer.latest(made).total == 1_929


def test_w42_tiers_are_lines_of_their_own(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    tiers = [{"up_to": 1_000, "unit_amount": 0, "flat_amount": 900}, {"up_to": "inf", "unit_amount_decimal": "3.6"}]
    price = buyer.price(
        tiers=tiers, tiers_mode="graduated", billing_scheme="tiered", name="Usage", product={"unit_label": "credit"}
    )
    made = buyer.subscribe(items=[{"price": price, "quantity": 1_031}])
    assert lines(buyer.latest(made)) == [
        ("1000 credit × Usage (Tier 1 at $0.00 / month)", 0),
        ("Usage (Tier 1 at $9.00 / month)", 900),
        ("31 credit × Usage (Tier 2 at $0.036 / month)", 112),
    ]


def test_taxes_of_the_subscription_are_on_its_invoices(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    rate = buyer.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    made = buyer.subscribe(buyer.price(), default_tax_rates=[rate.id])
    assert buyer.latest(made).total == 1_190
    buyer.v1.tax_rates.update(rate.id, {"active": False})
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert buyer.latest(made).total == 1_190


def test_pending_items_ride_on_the_first_invoice(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    buyer.v1.invoice_items.create(
        {"customer": buyer.customer, "amount": 500, "currency": "usd", "description": "Set-up"}
    )
    made = buyer.subscribe(buyer.price())
    assert lines(buyer.latest(made)) == [("Set-up", 500), ("1 × Gold (at $10.00 / month)", 1_000)]
    assert buyer.pending() == []


def test_what_is_refused(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    price, once = buyer.price(), buyer.v1.prices.create(
        {"product_data": {"name": "Once"}, "unit_amount": 1, "currency": "usd"}
    )  # fmt: skip
    weekly = buyer.price(interval="week")
    euro = buyer.v1.prices.create(
        {"product_data": {"name": "E"}, "unit_amount": 1, "currency": "eur", "recurring": {"interval": "month"}}
    )
    cases: list[tuple[dict[str, Any], str | None, str | None]] = [
        ({"items": [{"price": "price_x"}]}, "items[0][price]", "resource_missing"),
        ({"items": [{"price": once.id}]}, "items[0][price]", None),
        ({"items": [{"price": price}, {"price": price}]}, None, None),
        ({"items": [{"price": price}, {"price": euro.id}]}, "items[1][price]", None),
        ({"items": [{"price": price}, {"price": weekly}]}, None, None),
        ({"items": [{"price": price}], "days_until_due": 3}, "days_until_due", None),
        ({"items": [{"price": price}], "collection_method": "send_invoice"}, "days_until_due", None),
        ({"items": [{"price": price}], "trial_end": 1_000}, "trial_end", None),
        ({"items": [{"price": price}], "trial_from_plan": True, "trial_period_days": 3}, None, None),
        ({"items": [{"price": price}], "billing_cycle_anchor": at("2026-02-01 00:00:01")},
         "billing_cycle_anchor", None),
        ({"items": [{"price": price}], "billing_cycle_anchor": at("2025-12-31")}, "billing_cycle_anchor", None),
        ({"items": [{"price": price}], "payment_behavior": "pending_if_incomplete"}, "payment_behavior", None),
        ({"items": [{"price": price}], "payment_behavior": "error_if_incomplete"}, "payment_behavior", "not_supported"),
        ({"items": [{"price": weekly}], "billing_cycle_anchor_config": {"day_of_month": 1}},
         "billing_cycle_anchor_config", None),
        ({"items": []}, "items", "parameter_missing"),
        ({"items": [{"price": price}], "cancel_at": at("2025-12-31")}, "cancel_at", None),
    ]  # fmt: skip
    for given, param, code in cases:
        with refused(None, param=param, code=code):
            buyer.v1.subscriptions.create({"customer": buyer.customer, **given})
    assert buyer.v1.subscriptions.list({"customer": buyer.customer, "status": "all"}).data == []
