"""2025-08-27.basil: payment method types that a payment leaves out."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-08-27.basil"


@change(VERSION, "payment_intent")
def excluded_types(payment_intent: WithPast) -> None:
    """Adds `excluded_payment_method_types` to PaymentIntent."""
    payment_intent.pop("excluded_payment_method_types", None)
