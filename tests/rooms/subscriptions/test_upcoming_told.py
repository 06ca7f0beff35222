"""`invoice.upcoming`: a renewal is told of days before (recurring.md §4.4)."""

from typing import Any

import stripe
from tests.rooms.subscriptions.shop import Subscriber, at


def _told(buyer: Subscriber, made: Any) -> list[Any]:
    """What was told of a subscription, oldest first."""
    events = buyer.v1.events.list({"type": "invoice.upcoming", "limit": 100}).data
    return [e for e in events if e.data.object.parent.subscription_details.subscription == made.id][::-1]


def test_seven_days_before_each_renewal_once(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-01-24 23:59:59"))
    assert _told(buyer, made) == []
    buyer.clock.advance(at("2026-01-25"))
    (first,) = _told(buyer, made)
    shown = first.data.object
    assert (shown.billing_reason, shown.total, shown.customer) == ("upcoming", 1_000, buyer.customer)
    assert shown.next_payment_attempt == at("2026-02-01 01:00")
    assert shown.lines.data[0].period.start == at("2026-02-01")
    buyer.clock.advance(at("2026-02-10"))
    assert len(_told(buyer, made)) == 1
    assert buyer.latest(made).billing_reason == "subscription_cycle"
    buyer.clock.advance(at("2026-02-25"))
    assert len(_told(buyer, made)) == 2


def test_what_follows_a_trial_is_told_of_too(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price(), trial_period_days=14)
    buyer.clock.advance(at("2026-01-08"))
    (told,) = _told(buyer, made)
    assert told.data.object.total == 1_000


def test_nothing_is_told_of_what_does_not_come(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    weekly = buyer.subscribe(buyer.price(interval="week"))
    ending = buyer.subscribe(buyer.price(name="More"), cancel_at_period_end=True)
    paused = buyer.subscribe(buyer.price(name="Most"))
    buyer.v1.subscriptions.update(paused.id, {"pause_collection": {"behavior": "void"}})
    buyer.clock.advance(at("2026-01-30"))
    assert [_told(buyer, made) for made in (weekly, ending, paused)] == [[], [], []]


def test_a_change_after_it_was_told_of_tells_nothing_again(client: stripe.StripeClient) -> None:
    buyer = Subscriber(client, "2026-01-01")
    made = buyer.subscribe(buyer.price())
    buyer.clock.advance(at("2026-01-26"))
    buyer.v1.subscriptions.update(made.id, {"items": [{"id": made["items"].data[0].id, "quantity": 2}]})
    buyer.clock.advance(at("2026-01-28"))
    assert len(_told(buyer, made)) == 1
