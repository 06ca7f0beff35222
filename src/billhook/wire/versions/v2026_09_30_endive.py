"""2026-09-30.endive: why an invoice is uncollectible, and rules for when an item may be invoiced."""

from billhook.wire.versions.registry import change, drop
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-09-30.endive"


@change(VERSION, "invoice", "subscription")
def status_details(body: WithPast) -> None:
    """Adds `status_details` to Invoice and Subscription."""
    body.pop("status_details", None)


@change(VERSION, "invoiceitem")
def invoicing_rules(item: WithPast) -> None:
    """Adds `invoicing_rules` to Invoice Item."""
    item.pop("invoicing_rules", None)


@change(VERSION, "product")
def tax_details(product: WithPast) -> None:
    """Adds `tax_details` to Product."""
    product.pop("tax_details", None)


@change(VERSION, "payment_intent")
def payment_record(payment_intent: WithPast) -> None:
    """Adds `payment_record` to PaymentIntent."""
    payment_intent.pop("payment_record", None)


@change(VERSION, "subscription_item")
def current_trial(item: WithPast) -> None:
    """Adds `current_trial` to Subscription Item."""
    item.pop("current_trial", None)


@change(VERSION, "subscription")
def anchor_after_trial(subscription: WithPast) -> None:
    """Adds `trial_settings.end_behavior.billing_cycle_anchor` to Subscription."""
    drop(subscription, "trial_settings.end_behavior", "billing_cycle_anchor")
