"""What can be expanded of credit notes (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.credit_notes import store, view
from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.wire.expand import Registry
from billhook.wire.expandable import SINCE_BASIL


def register(registry: Registry) -> None:
    """Say how credit notes are loaded, and what hangs on them."""
    registry.loads_type("credit_note", load)
    registry.refers("credit_note", "invoice", "invoice")
    registry.refers("credit_note", "customer", "customer")
    registry.refers("credit_note", "customer_balance_transaction", "customer_balance_transaction")
    registry.nests("credit_note", "refunds", "credit_note_refund")
    registry.refers("credit_note_refund", "refund", "refund")
    registry.nests("credit_note", "lines.data", "credit_note_line_item")
    for owner in ("credit_note", "credit_note_line_item"):
        registry.nests(owner, "discount_amounts", "discount_amount")
        registry.nests(owner, "pretax_credit_amounts", "discount_amount")
    registry.refers("credit_note", "shipping_cost.shipping_rate", "shipping_rate")
    registry.nests("credit_note", "total_taxes", "tax", SINCE_BASIL)
    registry.nests("credit_note_line_item", "taxes", "tax", SINCE_BASIL)


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Credit notes by their ids."""
    found = await store.details_of_all(reader, await store.of_ids(reader, ids))
    return {details.note.id: view.credit_note(reader, details) for details in found}
