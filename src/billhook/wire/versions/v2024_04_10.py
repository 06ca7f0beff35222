"""2024-04-10: features of products for marketing, and how an invoice is rendered."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2024-04-10"


@change(VERSION, "product")
def marketing_features(product: WithPast) -> None:
    """Renames `features` of Product to `marketing_features`."""
    product["features"] = product.pop("marketing_features", [])


@change(VERSION, "invoice")
def rendering(invoice: WithPast) -> None:
    """Removes `rendering_options` of Invoice: `rendering` has its `amount_tax_display`."""
    display = (invoice.get("rendering") or {}).get("amount_tax_display")
    invoice["rendering_options"] = {"amount_tax_display": display} if display is not None else None
