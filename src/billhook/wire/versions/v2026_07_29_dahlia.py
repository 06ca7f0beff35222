"""2026-07-29.dahlia: payment method types by permission, whose refund it is, and cards of disputes."""

from billhook.wire.versions.registry import change, drop
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-07-29.dahlia"


@change(VERSION, "checkout.session", "payment_intent", "setup_intent")
def allowed_payment_method_types(intent: WithPast) -> None:
    """Adds `allowed_payment_method_types` to Checkout Session, PaymentIntent and SetupIntent."""
    intent.pop("allowed_payment_method_types", None)


@change(VERSION, "refund")
def customer_and_payment_method(refund: WithPast) -> None:
    """Adds `customer`, `customer_account` and `payment_method` to Refund."""
    for field in ("customer", "customer_account", "payment_method"):
        refund.pop(field, None)


@change(VERSION, "dispute")
def network(dispute: WithPast) -> None:
    """Adds `payment_method_details.card.network` to Dispute."""
    drop(dispute, "payment_method_details.card", "network")
