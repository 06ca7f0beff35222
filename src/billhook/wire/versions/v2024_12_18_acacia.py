"""2024-12-18.acacia: why automatic tax was switched off, and what networks say of a card."""

from billhook.wire.versions.registry import change, drop, without
from billhook.wire.versions.with_past import WithPast

VERSION = "2024-12-18.acacia"


@change(VERSION, "invoice")
def disabled_reason(invoice: WithPast) -> None:
    """Adds `automatic_tax.disabled_reason` to Invoice."""
    invoice["automatic_tax"] = without(invoice.get("automatic_tax"), "disabled_reason")


@change(VERSION, "charge", "payment_intent", "setup_attempt", "setup_intent")
def codes_of_networks(body: WithPast) -> None:
    """Adds `network_decline_code` and `network_advice_code` to the outcome of Charge and to the errors of
    PaymentIntent, SetupAttempt and SetupIntent.
    """
    for place in ("outcome", "last_payment_error", "setup_error", "last_setup_error"):
        drop(body, place, "network_decline_code", "network_advice_code")


@change(VERSION, "charge", "payment_method")
def status_of_card(body: WithPast) -> None:
    """Adds `regulated_status` to the card of Charge and PaymentMethod, and `network_transaction_id` to Charge's."""
    drop(body, "card", "regulated_status")
    drop(body, "payment_method_details.card", "regulated_status", "network_transaction_id")


@change(VERSION, "card")
def status_of_source(card: WithPast) -> None:
    """Adds `regulated_status` to the card that is the source of a Charge or of a Customer."""
    card.pop("regulated_status", None)
