"""Delete an invoice item, while it is pending or on a draft (invoicing.md §3.14)."""

from billhook.db.tx import Tx
from billhook.invoices import items_store, view
from billhook.invoices.actions.lines import save_lines
from billhook.invoices.actions.locking import lock_item
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.rules.refusing import refusal_of_removal
from billhook.kernel import errors
from billhook.wire.deleted import Deleted


async def delete_item(tx: Tx, item_id: str) -> Deleted:
    """The stub. Raises NO_SUCH_INVOICE_ITEM, ITEM_ATTACHED_NOT_EDITABLE, LINE_OF_SUBSCRIPTION."""
    item, details = await lock_item(tx, item_id)
    if details is not None and not details.invoice.is_draft:
        raise errors.ITEM_ATTACHED_NOT_EDITABLE()
    if (refusal := refusal_of_removal(item)) is not None:
        raise refusal
    await items_store.delete(tx, item_id)
    tx.emit("invoiceitem.deleted", tx.render(view.item, item))
    if details is not None:
        lines = [line for line in details.lines if line.id != item_id]
        await emit_change(tx, details, await save_lines(tx, details, lines))
    return Deleted(item_id, "invoiceitem")
