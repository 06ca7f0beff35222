"""2024-10-28.acacia: tax rates that are amounts."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2024-10-28.acacia"


@change(VERSION, "tax_rate")
def flat_amounts(tax_rate: WithPast) -> None:
    """Adds `flat_amount` and `rate_type` to Tax Rate."""
    tax_rate.pop("flat_amount", None)
    tax_rate.pop("rate_type", None)
