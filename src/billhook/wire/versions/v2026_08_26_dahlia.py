"""2026-08-26.dahlia: which fields of an invoice item are fixed."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2026-08-26.dahlia"


@change(VERSION, "invoiceitem")
def frozen_fields(item: WithPast) -> None:
    """Adds `frozen_fields` to Invoice Item."""
    item.pop("frozen_fields", None)
