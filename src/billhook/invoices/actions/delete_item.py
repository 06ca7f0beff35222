"""Delete an invoice item, while it is pending or on a draft (invoicing.md §3.14)."""

from billhook.db.tx import Tx
from billhook.invoices import items_store, view
from billhook.invoices.actions.lines import save_lines
from billhook.invoices.actions.locking import lock_item
from billhook.invoices.actions.reporting import report_change
from billhook.kernel import errors
from billhook.wire.deleted import Deleted


async def delete_item(tx: Tx, item_id: str) -> Deleted:
    """The stub. Raises NO_SUCH_INVOICE_ITEM, ITEM_ATTACHED_NOT_EDITABLE."""
    item, sheet = await lock_item(tx, item_id)
    if sheet is not None and not sheet.invoice.is_draft:
        raise errors.ITEM_ATTACHED_NOT_EDITABLE()
    await items_store.delete(tx, item_id)
    tx.emit("invoiceitem.deleted", tx.render(view.item, item))
    if sheet is not None:
        lines = [line for line in sheet.lines if line.id != item_id]
        report_change(tx, sheet, await save_lines(tx, sheet, lines))
    return Deleted(item_id, "invoiceitem")
