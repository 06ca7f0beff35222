"""2026-04-22.dahlia: whether somebody else sells what a subscription bills."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-04-22.dahlia"


@change(VERSION, "subscription")
def managed_payments(subscription: WithPast) -> None:
    """Adds `managed_payments` to Subscription."""
    subscription.pop("managed_payments", None)
