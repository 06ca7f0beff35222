"""What time does with subscriptions: renewals, trials, ends, and what nobody pays (recurring.md §3, §4, §8)."""

from itertools import pairwise

import stripe
from tests.rooms.subscriptions.shop import Subscriber, at, lines, period


def test_each_period_is_billed_once_and_none_is_left_out(client: stripe.StripeClient) -> None:
    """C1: from the 31st of January, over the end of February."""
    buyer = Subscriber(client, "2026-01-31 12:00")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-06-30 14:00"))
    billed = buyer.invoices(made)
    days = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31"]
    moments = [at(f"{day} 12:00") for day in days]
    periods = [(line.period.start, line.period.end) for invoice in billed for line in invoice.lines.data]
    assert periods == list(pairwise(moments))
    assert [invoice.status for invoice in billed] == ["paid"] * 6
    assert [invoice.billing_reason for invoice in billed[1:]] == ["subscription_cycle"] * 5
    assert [(invoice.period_start, invoice.period_end) for invoice in billed[1:]] == periods[:-1]
    assert period(buyer.again(made)) == ("2026-06-30", "2026-07-31")


def test_a_renewal_is_a_draft_for_an_hour(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-02-01"))
    draft = buyer.latest(made)
    assert (draft.status, draft.auto_advance) == ("draft", True)
    told = buyer.clock.happened(draft.id) and [
        e.type for e in buyer.v1.events.list({"limit": 4}).data if e.type.startswith(("invoice.", "customer.sub"))
    ]
    assert told[:2] == ["customer.subscription.updated", "invoice.created"]
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert buyer.latest(made).status == "paid"


def test_a_trial_costs_nothing_and_then_it_does(client: stripe.StripeClient) -> None:
    """W33."""
    buyer = Subscriber(client, "2026-04-10 09:00")
    made = buyer.subscribe(buyer.price(), trial_period_days=14)
    assert (made.status, made.trial_start, made.trial_end) == ("trialing", made.created, at("2026-04-24 09:00"))
    assert made.billing_cycle_anchor == made.trial_end
    first = buyer.latest(made)
    assert (first.status, first.total) == ("paid", 0)
    assert lines(first) == [("Free trial for 1 × Gold", 0)]
    buyer.clock.advance(at("2026-04-24 08:59:59"))
    warned = buyer.v1.events.list({"type": "customer.subscription.trial_will_end", "limit": 5}).data
    assert [e.data.object.id for e in warned].count(made.id) == 1
    buyer.clock.advance(at("2026-04-24 10:01"))
    going = buyer.again(made)
    assert going.status == "active"
    assert (going.trial_start, going.trial_end) == (made.trial_start, made.trial_end)
    assert period(going) == ("2026-04-24", "2026-05-24")
    assert (buyer.latest(made).total, buyer.latest(made).status) == (1_000, "paid")


def test_w34_moved_to_the_first_of_the_month(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-07-15")
    made = buyer.subscribe(buyer.price(12_000, "year"), trial_end=at("2026-08-01"))
    assert buyer.latest(made).total == 0
    buyer.clock.advance(at("2026-08-01 02:00"))
    assert period(buyer.again(made)) == ("2026-08-01", "2027-08-01")
    assert buyer.latest(made).total == 12_000


def test_a_trial_without_a_method_ends_as_its_settings_say(client: stripe.StripeClient) -> None:
    for behavior, status in (("cancel", "canceled"), ("create_invoice", "past_due")):
        buyer = Subscriber(client, "2026-04-01", None)
        settings = {"end_behavior": {"missing_payment_method": behavior}}
        made = buyer.subscribe(buyer.price(), trial_period_days=7, trial_settings=settings)
        buyer.clock.advance(at("2026-04-08 02:00"))
        assert (behavior, buyer.again(made).status) == (behavior, status)


def test_canceled_at_the_end_of_the_period(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-01-10"))
    ending = buyer.v1.subscriptions.update(made.id, {"cancel_at_period_end": True})
    assert (ending.status, ending.cancel_at, ending.canceled_at) == ("active", at("2026-02-01"), at("2026-01-10"))
    assert ending.cancellation_details.reason == "cancellation_requested"
    buyer.clock.advance(at("2026-02-01 02:00"))
    ended = buyer.again(made)
    assert (ended.status, ended.ended_at, ended.canceled_at) == ("canceled", at("2026-02-01"), at("2026-01-10"))
    assert len(buyer.invoices(made)) == 1


def test_and_kept_after_all(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(), cancel_at_period_end=True)
    assert made.cancel_at == at("2026-02-01")
    kept = buyer.v1.subscriptions.update(made.id, {"cancel_at_period_end": False})
    assert (kept.cancel_at, kept.canceled_at, kept.cancellation_details.reason) == (None, None, None)
    buyer.clock.advance(at("2026-02-01 02:00"))
    assert buyer.again(made).status == "active"
    assert len(buyer.invoices(made)) == 2


def test_w31_an_end_within_the_period_gives_the_rest_back(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-03-01")
    made = buyer.subscribe(buyer.price(3_100))
    buyer.clock.advance(at("2026-03-05"))
    ending = buyer.v1.subscriptions.update(made.id, {"cancel_at": at("2026-03-20")})
    assert period(ending) == ("2026-03-01", "2026-03-20")
    assert [item.amount for item in buyer.pending()] == [-1_200]
    kept = buyer.v1.subscriptions.update(made.id, {"cancel_at": ""})
    assert period(kept) == ("2026-03-01", "2026-04-01")
    assert [item.amount for item in buyer.pending()] == [-1_200, 1_200]


def test_w32_the_last_period_is_cut_short(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(12_000, "year"))
    buyer.v1.subscriptions.update(made.id, {"cancel_at": at("2027-07-01")})
    buyer.clock.advance(at("2027-01-01 02:00"))
    assert period(buyer.again(made)) == ("2027-01-01", "2027-07-01")
    assert buyer.latest(made).total == 5_951  # 181 of 365 days
    buyer.clock.advance(at("2027-07-01 02:00"))
    assert buyer.again(made).status == "canceled"


def test_nobody_pays_a_renewal(client: stripe.StripeClient) -> None:
    """After the last attempt of the account's schedule the subscription is over."""
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    bad = buyer.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": buyer.customer})
    buyer.v1.subscriptions.update(made.id, {"default_payment_method": bad.id})
    buyer.clock.advance(at("2026-02-01 01:01"))
    behind = buyer.again(made)
    assert behind.status == "past_due"
    invoice = buyer.latest(made)
    assert (invoice.status, invoice.attempt_count) == ("open", 1)
    assert invoice.next_payment_attempt is not None
    buyer.clock.advance(at("2026-02-28"))
    over = buyer.again(made)
    assert (over.status, over.cancellation_details.reason) == ("canceled", "payment_failed")
    assert buyer.latest(made).status == "open"
    assert len(buyer.invoices(made)) == 2


def test_a_renewal_that_is_paid_in_the_end(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    bad = buyer.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": buyer.customer})
    buyer.v1.subscriptions.update(made.id, {"default_payment_method": bad.id})
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert buyer.again(made).status == "past_due"
    buyer.v1.subscriptions.update(made.id, {"default_payment_method": ""})
    buyer.clock.advance(at("2026-02-20"))
    assert buyer.again(made).status == "active"
    assert [invoice.status for invoice in buyer.invoices(made)] == ["paid", "paid"]


def test_voiding_what_is_owed_makes_it_active_again(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    bad = buyer.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": buyer.customer})
    buyer.v1.subscriptions.update(made.id, {"default_payment_method": bad.id})
    buyer.clock.advance(at("2026-02-01 01:01"))
    buyer.v1.invoices.void_invoice(buyer.latest(made).id)
    assert buyer.again(made).status == "active"


def test_several_intervals_have_one_anchor(client: stripe.StripeClient) -> None:
    """recurring.md §4.7: the month alone, and every third time both in one invoice."""
    buyer = Subscriber(client, "2026-01-01")
    monthly, quarterly = buyer.price(100, name="M"), buyer.price(250, name="Q", recurring={"interval_count": 3})
    made = buyer.subscribe(monthly, quarterly)
    buyer.clock.advance(at("2026-04-01 02:00"))
    assert [len(invoice.lines.data) for invoice in buyer.invoices(made)] == [2, 1, 1, 2]
    assert [invoice.total for invoice in buyer.invoices(made)] == [350, 100, 100, 350]


def test_what_waits_is_billed_when_it_ends(client: stripe.StripeClient) -> None:
    """10.00 to 20.00 at half: 5.00 more is owed at the end of the period, and no other invoice follows."""
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(), cancel_at_period_end=True)
    buyer.clock.advance(at("2026-01-16 12:00"))
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": made["items"].data[0].id, "quantity": 2}]})
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert buyer.again(made).status == "canceled"
    last = buyer.latest(made)
    assert (last.billing_reason, last.total, last.status) == ("subscription_cycle", 500, "paid")
    assert buyer.pending() == []


def test_a_bank_that_takes_its_time_is_no_failure(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(currency="eur"))
    intent = buyer.v1.setup_intents.create({
        "customer": buyer.customer, "confirm": True, "allowed_payment_method_types": ["sepa_debit"],
        "payment_method_data": {
            "type": "sepa_debit", "sepa_debit": {"iban": "DE89370400440532013000"},
            "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com"},
        },
        "mandate_data": {"customer_acceptance": {"type": "offline"}},
    })  # fmt: skip
    buyer.v1.subscriptions.update(made.id, {"default_payment_method": intent.payment_method})
    buyer.clock.advance(at("2026-02-01 01:01"))
    assert buyer.latest(made).status == "open"
    assert buyer.again(made).status == "active"
    buyer.clock.advance(at("2026-02-20"))
    assert (buyer.latest(made).status, buyer.again(made).status) == ("paid", "active")


def test_what_is_canceled_is_collected_no_more(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-02-01"))
    buyer.v1.subscriptions.cancel(made.id)
    buyer.clock.advance(at("2026-02-03"))
    left = buyer.latest(made)
    assert (left.status, left.auto_advance) == ("draft", False)
