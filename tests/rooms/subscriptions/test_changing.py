"""Changes within a period: what they give back and charge (recurring.md §2.1, §6.2)."""

import pytest
import stripe
from tests.builders import refused
from tests.rooms.subscriptions.shop import Subscriber, at, lines, period


def test_w2_more_of_the_same(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    price = buyer.price()
    made = buyer.subscribe(items=[{"price": price, "quantity": 2}])
    first = buyer.latest(made)
    buyer.clock.advance(at("2026-01-11"))
    item = made["items"].data[0].id
    changed = buyer.v1.subscriptions.update(made.id, {"items": [{"id": item, "quantity": 3}]})
    assert changed["items"].data[0].quantity == 3
    credit, debit = buyer.pending()
    assert (credit.amount, debit.amount) == (-1_355, 2_032)
    assert credit.description == "Unused time on 2 × Gold after 11 Jan 2026"
    assert debit.description == "Remaining time on 3 × Gold after 11 Jan 2026"
    assert (credit.period.start, credit.period.end) == (at("2026-01-11"), at("2026-02-01"))
    assert credit.proration
    assert not credit.discountable
    assert credit.parent.subscription_details.subscription_item == item
    buyer.clock.advance(at("2026-02-01 01:01"))
    renewal = buyer.latest(made)
    assert renewal.total == 677 + 3_000
    by_text = {line.description: line for line in renewal.lines.data}
    given_back = by_text[credit.description].parent.subscription_item_details
    assert given_back.proration
    assert given_back.invoice_item == credit.id
    assert given_back.proration_details.credited_items.invoice == first.id
    assert given_back.proration_details.credited_items.invoice_line_items == [first.lines.data[0].id]
    assert buyer.pending() == []


def test_w37_back_and_forth(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-06-01")
    low, high = buyer.price(3_000), buyer.price(6_000, name="More")
    made = buyer.subscribe(low)
    item = made["items"].data[0].id
    buyer.clock.advance(at("2026-06-11"))
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": item, "price": high}]})
    buyer.clock.advance(at("2026-06-21"))
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": item, "price": low}]})
    assert [one.amount for one in buyer.pending()] == [-2_000, 4_000, -2_000, 1_000]
    buyer.clock.advance(at("2026-07-01 01:01"))
    assert buyer.latest(made).total == 1_000 + 3_000


@pytest.mark.parametrize(("mode", "credit"), [("classic", -667), ("flexible", -333)])
def test_w11_after_a_change_that_was_not_prorated(client: stripe.StripeClient, mode: str, credit: int) -> None:
    buyer = Subscriber(client, "2026-06-01")
    low, high = buyer.price(1_000), buyer.price(2_000, name="More")
    made = buyer.subscribe(low, billing_mode={"type": mode})
    item = made["items"].data[0].id
    buyer.clock.advance(at("2026-06-11"))
    buyer.v1.subscriptions.update(
        made.id, {"items": [{"id": item, "price": high}], "proration_behavior": "none"}
    )  # fmt: skip
    assert buyer.pending() == []
    buyer.clock.advance(at("2026-06-21"))
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": item, "price": low}]})
    assert [one.amount for one in buyer.pending()] == [credit, 333]


def test_w7_from_month_to_year_in_flexible_mode(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    month, year = buyer.price(1_000), buyer.price(10_000, "year", name="Gold yearly")
    made = buyer.subscribe(month)
    buyer.clock.advance(at("2026-01-11"))
    changed = buyer.v1.subscriptions.update(
        made.id,
        {"items": [{"id": made["items"].data[0].id, "price": year}], "proration_behavior": "always_invoice"},
    )
    assert period(changed) == ("2026-01-01", "2027-01-01")
    assert changed.billing_cycle_anchor == at("2026-01-01")
    invoice = buyer.latest(changed)
    assert (invoice.billing_reason, invoice.status, invoice.total) == ("subscription_update", "paid", 9_726 - 677)
    assert lines(invoice) == [
        ("Unused time on Gold after 11 Jan 2026", -677), ("Remaining time on Gold yearly after 11 Jan 2026", 9_726)
    ]  # fmt: skip


def test_w6_from_month_to_year_in_classic_mode(client: stripe.StripeClient) -> None:
    """The periods begin anew, and the year is billed at once whatever is said of prorations."""
    buyer = Subscriber(client, "2026-01-01")
    month, year = buyer.price(1_000), buyer.price(10_000, "year", name="Gold yearly")
    made = buyer.subscribe(month, billing_mode={"type": "classic"})
    buyer.clock.advance(at("2026-01-11"))
    changed = buyer.v1.subscriptions.update(made.id, {"items": [{"id": made["items"].data[0].id, "price": year}]})
    assert changed.billing_cycle_anchor == at("2026-01-11")
    assert period(changed) == ("2026-01-11", "2027-01-11")
    assert lines(buyer.latest(changed)) == [
        ("Unused time on Gold after 11 Jan 2026", -677), ("1 × Gold yearly (at $100.00 / year)", 10_000)
    ]  # fmt: skip
    assert buyer.latest(changed).status == "paid"


def test_periods_that_begin_anew(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-06-01")
    made = buyer.subscribe(buyer.price(3_000))
    buyer.clock.advance(at("2026-06-11"))
    changed = buyer.v1.subscriptions.update(
        made.id, {"billing_cycle_anchor": "now", "proration_behavior": "always_invoice"}
    )
    assert period(changed) == ("2026-06-11", "2026-07-11")
    assert [amount for _, amount in lines(buyer.latest(changed))] == [-2_000, 3_000]


def test_w14_prorations_contain_the_discount(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    coupon = buyer.v1.coupons.create({"percent_off": 25, "duration": "forever"})
    buyer.v1.customers.update(buyer.customer, {"coupon": coupon.id}, {"stripe_version": "2024-06-20"})
    price = buyer.price(1_000)
    made = buyer.subscribe(price)
    assert buyer.latest(made).total == 750
    buyer.clock.advance(at("2026-01-16 12:00"))
    item = made["items"].data[0].id
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": item, "quantity": 2}]})
    assert [(one.description, one.amount) for one in buyer.pending()] == [
        ("Unused time on Gold (with 25.0% off) after 16 Jan 2026", -375),
        ("Remaining time on 2 × Gold (with 25.0% off) after 16 Jan 2026", 750),
    ]
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert buyer.latest(made).total == 375 + 1_500


@pytest.mark.parametrize(("mode", "credit"), [("classic", -250), ("flexible", -417)])
def test_w12_an_amount_off_is_given_back_as_it_was_taken(client: stripe.StripeClient, mode: str, credit: int) -> None:
    """One unit beside W12's 166 of 500: our split gives 167 to the smaller line (recurring.md §15, no. 2)."""
    buyer = Subscriber(client, "2026-01-01")
    coupon = buyer.v1.coupons.create({"amount_off": 500, "currency": "usd", "duration": "forever"})
    buyer.v1.customers.update(buyer.customer, {"coupon": coupon.id}, {"stripe_version": "2024-06-20"})
    made = buyer.subscribe(buyer.price(1_000), buyer.price(2_000, name="More"), billing_mode={"type": mode})
    buyer.clock.advance(at("2026-01-16 12:00"))
    buyer.v1.subscription_items.delete(made["items"].data[0].id)
    assert [one.amount for one in buyer.pending()] == [credit]


def test_a_charge_that_somebody_deleted_is_not_given_back(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-06-01")
    made = buyer.subscribe(buyer.price(3_000))
    item = made["items"].data[0].id
    buyer.clock.advance(at("2026-06-11"))
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": item, "quantity": 2}]})
    charge = buyer.pending()[1]
    assert charge.amount == 4_000
    buyer.v1.invoice_items.delete(charge.id)
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": item, "quantity": 1}]})
    assert [one.amount for one in buyer.pending()] == [-2_000, 2_000]


def test_nobody_changes_what_a_subscription_bills_behind_its_back(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-02-01"))
    draft = buyer.latest(made)
    line = draft.lines.data[0].id
    with refused("A draft that a subscription made cannot be deleted. Finalize the invoice and void it."):
        buyer.v1.invoices.delete(draft.id)
    with refused(None):
        buyer.v1.invoices.remove_lines(draft.id, {"lines": [{"id": line, "behavior": "delete"}]})
    with refused(None):
        buyer.v1.invoices.line_items.update(draft.id, line, {"quantity": 7})
    assert buyer.v1.invoices.line_items.update(draft.id, line, {"description": "Thanks"}).description == "Thanks"


def test_it_ends_with_its_customer(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.v1.customers.delete(buyer.customer)
    assert buyer.again(made).status == "canceled"


def test_more_than_an_invoice_can_hold(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    price = buyer.price(99_999_999)
    with refused(None, param="items[0][quantity]", code="amount_too_large"):
        buyer.subscribe(items=[{"price": price, "quantity": 999_999_999}])
    made = buyer.subscribe(buyer.price(1, name="Small"))
    change = {"id": made["items"].data[0].id, "price": price, "quantity": 999_999_999}
    with refused(None, param="items[0][quantity]", code="amount_too_large"):
        buyer.v1.subscriptions.update(made.id, {"items": [change]})


def test_w5_a_downgrade_that_is_billed_at_once_becomes_credit(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-06-01")
    price = buyer.price(1_200)
    made = buyer.subscribe(items=[{"price": price, "quantity": 5}])
    buyer.clock.advance(at("2026-06-21"))
    changed = buyer.v1.subscriptions.update(
        made.id,
        {"items": [{"id": made["items"].data[0].id, "quantity": 2}], "proration_behavior": "always_invoice"},
    )
    invoice = buyer.latest(changed)
    assert (invoice.total, invoice.status, invoice.amount_due) == (-1_200, "paid", 0)
    assert buyer.v1.customers.retrieve(buyer.customer).balance == -1_200


def test_an_upgrade_that_cannot_be_paid_leaves_it_behind(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    bad = buyer.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": buyer.customer})
    buyer.v1.subscriptions.update(made.id, {"default_payment_method": bad.id})
    changed = buyer.v1.subscriptions.update(
        made.id,
        {"items": [{"id": made["items"].data[0].id, "quantity": 9}], "proration_behavior": "always_invoice"},
    )
    assert changed.status == "past_due"
    assert changed["items"].data[0].quantity == 9


def test_w19_and_w20_an_item_more_and_gone_again(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-01-21"))
    added = buyer.v1.subscription_items.create({"subscription": made.id, "price": buyer.price(1_500, name="Extra")})
    assert [one.amount for one in buyer.pending()] == [532]
    assert len(buyer.again(made)["items"].data) == 2
    assert buyer.again(made).plan is None
    deleted = buyer.v1.subscription_items.delete(added.id)
    assert deleted.deleted
    assert [one.amount for one in buyer.pending()] == [532, -532]
    with refused(f"Invalid subscription_item id: {added.id}"):
        buyer.v1.subscription_items.retrieve(added.id)
    with refused(None):
        buyer.v1.subscription_items.delete(made["items"].data[0].id)


def test_another_price_without_a_quantity_comes_once(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(items=[{"price": buyer.price(), "quantity": 7}])
    item = buyer.v1.subscription_items.update(made["items"].data[0].id, {"price": buyer.price(500, name="New")})
    assert item.quantity == 1
    assert [one.amount for one in buyer.pending()] == [-7_000, 500]


def test_a_proration_date(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-06-01")
    made = buyer.subscribe(buyer.price(1_000))
    buyer.clock.advance(at("2026-06-25"))
    item = made["items"].data[0].id
    buyer.v1.subscriptions.update(
        made.id, {"items": [{"id": item, "quantity": 2}], "proration_date": at("2026-06-21")}
    )  # fmt: skip
    assert [one.amount for one in buyer.pending()] == [-333, 667]
    for moment in ("2026-05-31", "2026-07-01"):
        with refused(None, param="proration_date"):
            buyer.v1.subscriptions.update(
                made.id, {"items": [{"id": item, "quantity": 3}], "proration_date": at(moment)}
            )  # fmt: skip


def test_a_trial_that_begins_later_gives_the_rest_back(client: stripe.StripeClient) -> None:
    """recurring.md §3.7, as recorded: −2000, which becomes the customer's balance."""
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(2_000))
    trialing = buyer.v1.subscriptions.update(made.id, {"trial_end": at("2026-01-15")})
    assert (trialing.status, trialing.billing_cycle_anchor) == ("trialing", at("2026-01-15"))
    invoice = buyer.latest(trialing)
    assert lines(invoice) == [
        ("Unused time on Gold after 01 Jan 2026", -2_000), ("Free trial for 1 × Gold", 0)
    ]  # fmt: skip
    assert buyer.v1.customers.retrieve(buyer.customer).balance == -2_000
    ended = buyer.v1.subscriptions.update(made.id, {"trial_end": "now"})
    assert (ended.status, period(ended)) == ("active", ("2026-01-01", "2026-02-01"))
    assert (buyer.latest(ended).billing_reason, buyer.latest(ended).total) == ("subscription_update", 2_000)
    assert buyer.v1.customers.retrieve(buyer.customer).balance == 0


def test_w30_canceled_with_the_rest_given_back(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-04-01")
    made = buyer.subscribe(buyer.price(3_000))
    buyer.clock.advance(at("2026-04-09"))
    ended = buyer.v1.subscriptions.cancel(
        made.id, {"prorate": True, "cancellation_details": {"feedback": "too_expensive"}}
    )
    assert (ended.status, ended.ended_at, ended.canceled_at) == ("canceled", at("2026-04-09"), at("2026-04-09"))
    assert ended.cancellation_details.feedback == "too_expensive"
    (credit,) = buyer.pending()
    assert (credit.amount, credit.parent) == (-2_200, None)
    with refused(f"No such subscription: '{made.id}'", code="resource_missing", status=404, param="id"):
        buyer.v1.subscriptions.cancel(made.id)
    with refused(None, code="invalid_canceled_subscription_fields"):
        buyer.v1.subscriptions.update(made.id, {"description": "x"})
    assert buyer.v1.subscriptions.update(made.id, {"metadata": {"a": "b"}}).metadata.to_dict() == {"a": "b"}


def test_prorations_that_wait_go_with_their_subscription(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-04-01")
    made = buyer.subscribe(buyer.price())
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": made["items"].data[0].id, "quantity": 2}]})
    buyer.v1.invoice_items.create({"customer": buyer.customer, "amount": 5, "currency": "usd"})
    buyer.v1.subscriptions.cancel(made.id)
    assert [one.amount for one in buyer.pending()] == [5]


def test_what_is_refused(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    with refused("No subscription item with this ID (si_x) on the subscription.", param="items[0][id]"):
        buyer.v1.subscriptions.update(made.id, {"items": [{"id": "si_x", "quantity": 1}]})
    with refused(None, param="cancel_at"):
        buyer.v1.subscriptions.update(made.id, {"cancel_at": at("2025-01-01")})
    with refused("No such subscription: 'sub_x'", code="resource_missing", status=404, param="id"):
        buyer.v1.subscriptions.retrieve("sub_x")


def test_a_trial_that_is_canceled_gives_nothing_back(client: stripe.StripeClient) -> None:
    for mode in ("classic", "flexible"):
        buyer = Subscriber(client, "2026-01-01")
        made = buyer.subscribe(buyer.price(), trial_period_days=30, billing_mode={"type": mode})
        buyer.clock.advance(at("2026-01-16"))
        buyer.v1.subscriptions.cancel(made.id, {"prorate": True})
        assert buyer.pending() == []


def test_canceled_after_a_change_the_customer_gets_what_is_theirs(client: stripe.StripeClient) -> None:
    """10.00 to 20.00 at half, and canceled at once: the whole comes to half of 10.00."""
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-01-16 12:00"))
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": made["items"].data[0].id, "quantity": 2}]})
    buyer.v1.subscriptions.cancel(made.id, {"prorate": True})
    assert [(one.amount, one.parent) for one in buyer.pending()] == [(-500, None), (1_000, None), (-1_000, None)]


def test_classic_gives_back_what_was_billed_when_it_ends(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(), billing_mode={"type": "classic"})
    change = {"items": [{"id": made["items"].data[0].id, "quantity": 2}], "proration_behavior": "none"}
    buyer.v1.subscriptions.update(made.id, change)
    buyer.clock.advance(at("2026-01-16 12:00"))
    buyer.v1.subscriptions.cancel(made.id, {"prorate": True})
    assert [one.amount for one in buyer.pending()] == [-500]


def test_an_end_that_gave_nothing_back_costs_nothing_when_it_is_undone(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.v1.subscriptions.update(made.id, {"cancel_at": at("2026-01-16 12:00"), "proration_behavior": "none"})
    kept = buyer.v1.subscriptions.update(made.id, {"cancel_at": ""})
    assert period(kept) == ("2026-01-01", "2026-02-01")
    assert buyer.pending() == []


def test_a_longer_interval_without_prorations_begins_with_the_next_period(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    month, year = buyer.price(1_000), buyer.price(36_500, "year", name="Gold yearly")
    made = buyer.subscribe(month)
    buyer.clock.advance(at("2026-01-11"))
    change = {"items": [{"id": made["items"].data[0].id, "price": year}], "proration_behavior": "none"}
    changed = buyer.v1.subscriptions.update(made.id, change)
    assert period(changed) == ("2026-01-01", "2026-02-01")
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert period(buyer.again(made)) == ("2026-02-01", "2027-01-01")
    assert buyer.latest(made).total == 100 * 334  # days from February to December
