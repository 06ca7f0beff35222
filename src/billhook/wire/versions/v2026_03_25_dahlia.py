"""2026-03-25.dahlia: quantities with decimal places."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-03-25.dahlia"


@change(VERSION, "line_item", "invoiceitem")
def quantity_decimal(body: WithPast) -> None:
    """Adds `quantity_decimal` to Invoice Line Item and Invoice Item."""
    body.pop("quantity_decimal", None)


@change(VERSION, "checkout.session")
def ui_mode(session: WithPast) -> None:
    """Renames `hosted` of `ui_mode` to `hosted_page`."""
    if session.get("ui_mode") == "hosted_page":
        session["ui_mode"] = "hosted"


@change(VERSION, "credit_note_line_item")
def metadata(line: WithPast) -> None:
    """Adds `metadata` to Credit Note Line Item."""
    line.pop("metadata", None)
