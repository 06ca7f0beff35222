"""2024-12-18.acacia: why automatic tax was switched off."""

from billhook.wire.versions.registry import change, without
from billhook.wire.versions.wire_object import WireObject

VERSION = "2024-12-18.acacia"


@change(VERSION, "invoice")
def disabled_reason(invoice: WireObject) -> None:
    """Adds `automatic_tax.disabled_reason` to Invoice."""
    invoice["automatic_tax"] = without(invoice.get("automatic_tax"), "disabled_reason")
