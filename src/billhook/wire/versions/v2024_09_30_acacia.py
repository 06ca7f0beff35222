"""2024-09-30.acacia: credits before tax."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2024-09-30.acacia"


@change(VERSION, "invoice")
def total_pretax_credit_amounts(invoice: WithPast) -> None:
    """Adds `total_pretax_credit_amounts` to Invoice."""
    invoice.pop("total_pretax_credit_amounts", None)


@change(VERSION, "line_item", "credit_note", "credit_note_line_item")
def pretax_credit_amounts(body: WithPast) -> None:
    """Adds `pretax_credit_amounts` to Invoice Line Item, Credit Note and Credit Note Line Item."""
    body.pop("pretax_credit_amounts", None)
