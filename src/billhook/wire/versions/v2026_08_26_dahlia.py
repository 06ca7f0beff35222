"""2026-08-26.dahlia: which fields of an invoice item are fixed, and why a subscription ends."""

from billhook.wire.versions.registry import change, drop
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-08-26.dahlia"


@change(VERSION, "invoiceitem")
def frozen_fields(item: WithPast) -> None:
    """Adds `frozen_fields` to Invoice Item."""
    item.pop("frozen_fields", None)


@change(VERSION, "subscription")
def feedback_option(subscription: WithPast) -> None:
    """Adds `cancellation_details.feedback_option` to Subscription."""
    drop(subscription, "cancellation_details", "feedback_option")
