"""2026-06-24.dahlia: texts for the invoices of a subscription."""

from billhook.wire.versions.registry import change, drop
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-06-24.dahlia"


@change(VERSION, "subscription")
def texts_of_invoices(subscription: WithPast) -> None:
    """Adds `custom_fields`, `description` and `footer` to `invoice_settings` of Subscription."""
    drop(subscription, "invoice_settings", "custom_fields", "description", "footer")
