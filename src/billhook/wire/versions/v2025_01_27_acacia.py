"""2025-01-27.acacia: what to do after a decline."""

from billhook.wire.versions.registry import change, drop
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-01-27.acacia"


@change(VERSION, "charge", "payment_intent", "setup_attempt", "setup_intent")
def advice_code(body: WithPast) -> None:
    """Adds `advice_code` to the outcome of Charge and to the errors of PaymentIntent, SetupAttempt and SetupIntent."""
    for place in ("outcome", "last_payment_error", "setup_error", "last_setup_error"):
        drop(body, place, "advice_code")
