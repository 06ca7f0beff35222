"""2025-06-30.basil: how a subscription is billed."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-06-30.basil"


@change(VERSION, "subscription")
def billing_mode(subscription: WithPast) -> None:
    """Adds `billing_mode` to Subscription."""
    subscription.pop("billing_mode", None)
