"""2024-12-18.acacia: why automatic tax was switched off."""

from billhook.wire.versions.registry import change, without
from billhook.wire.versions.with_past import WithPast

VERSION = "2024-12-18.acacia"


@change(VERSION, "invoice")
def disabled_reason(invoice: WithPast) -> None:
    """Adds `automatic_tax.disabled_reason` to Invoice."""
    invoice["automatic_tax"] = without(invoice.get("automatic_tax"), "disabled_reason")
