"""Change an invoice item, while it is pending or on a draft (invoicing.md §3.14)."""

from billhook.db.tx import Tx
from billhook.invoices import items_store
from billhook.invoices.actions.items import change_item
from billhook.invoices.actions.lines import save_lines
from billhook.invoices.actions.locking import lock_item
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.items_params import UpdateItem
from billhook.invoices.objects import Item
from billhook.invoices.rules.lifecycle import INVOICE


async def update_item(tx: Tx, params: UpdateItem, item_id: str) -> Item:
    """The changed item. There is no `invoiceitem.updated`; a draft reports `invoice.updated`.

    Raises NO_SUCH_INVOICE_ITEM, NOT_EDITABLE.
    """
    item, details = await lock_item(tx, item_id)
    if details is not None:
        INVOICE.require("edit", details.invoice.status)
    new = await change_item(tx, item, params)
    if new == item:
        return item
    await items_store.save(tx, new)
    if details is not None:
        lines = [new if line.id == new.id else line for line in details.lines]
        await emit_change(tx, details, await save_lines(tx, details, lines))
    return new
