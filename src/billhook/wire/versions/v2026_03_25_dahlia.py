"""2026-03-25.dahlia: quantities with decimal places."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-03-25.dahlia"


@change(VERSION, "line_item", "invoiceitem")
def quantity_decimal(body: WithPast) -> None:
    """Adds `quantity_decimal` to Invoice Line Item and Invoice Item."""
    body.pop("quantity_decimal", None)


@change(VERSION, "credit_note_line_item")
def metadata(line: WithPast) -> None:
    """Adds `metadata` to Credit Note Line Item."""
    line.pop("metadata", None)
