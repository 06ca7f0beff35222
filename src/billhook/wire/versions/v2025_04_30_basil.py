"""2025-04-30.basil: who calculates the tax, and tax ids of payers."""

from billhook.wire.versions.registry import change, drop, without
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-04-30.basil"


@change(VERSION, "invoice")
def tax_provider(invoice: WithPast) -> None:
    """Adds `automatic_tax.provider` to Invoice."""
    invoice["automatic_tax"] = without(invoice.get("automatic_tax"), "provider")


@change(VERSION, "charge", "payment_method")
def tax_id_of_payer(body: WithPast) -> None:
    """Adds `billing_details.tax_id` to Charge and PaymentMethod."""
    drop(body, "billing_details", "tax_id")


@change(VERSION, "refund")
def pending_reason(refund: WithPast) -> None:
    """Adds `pending_reason` to Refund."""
    refund.pop("pending_reason", None)
