"""2026-05-27.dahlia: what was paid elsewhere, and what a proration credits."""

from billhook.wire.versions.registry import change, without
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-05-27.dahlia"


@change(VERSION, "invoice")
def amount_paid_off_stripe(invoice: WithPast) -> None:
    """Adds `amount_paid_off_stripe` to Invoice."""
    # Before basil the same fact was the flag `paid_out_of_band`, so it goes on with the past.
    invoice.past["amount_paid_off_stripe"] = invoice.pop("amount_paid_off_stripe", 0)


@change(VERSION, "invoiceitem")
def credited_items(item: WithPast) -> None:
    """Adds `proration_details.credited_items` to Invoice Item."""
    if "proration_details" in item:
        item["proration_details"] = without(item["proration_details"], "credited_items")


@change(VERSION, "subscription")
def billing_schedules(subscription: WithPast) -> None:
    """Adds `billing_schedules` to Subscription."""
    subscription.pop("billing_schedules", None)


@change(VERSION, "subscription_item")
def billed_until(item: WithPast) -> None:
    """Adds `billed_until` to Subscription Item."""
    item.pop("billed_until", None)
