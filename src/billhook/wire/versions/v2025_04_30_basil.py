"""2025-04-30.basil: who calculates the tax."""

from billhook.wire.versions.registry import change, without
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-04-30.basil"


@change(VERSION, "invoice")
def tax_provider(invoice: WithPast) -> None:
    """Adds `automatic_tax.provider` to Invoice."""
    invoice["automatic_tax"] = without(invoice.get("automatic_tax"), "provider")
