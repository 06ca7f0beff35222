"""Add, change and remove lines of a draft, all or none (invoicing.md §3.13)."""

from billhook.db.tx import Tx
from billhook.invoices import items_store, store, view
from billhook.invoices.actions.charging import charge
from billhook.invoices.actions.items import change_item, detached, make_item
from billhook.invoices.actions.lines import next_position, save_lines
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.items_params import AddedLine, AddLines, ChargeFields, RemoveLines, UpdateLine, UpdateLines
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.invoices.rules.lifecycle import INVOICE
from billhook.invoices.rules.refusing import refusal_of_removal
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def add_lines(tx: Tx, params: AddLines, invoice_id: str) -> InvoiceDetails:
    """The invoice with new lines; each is a new item, or a pending one that is named."""
    details = await _draft(tx, invoice_id)
    lines = list(details.lines)
    for n, wanted in enumerate(params.lines):
        item = await _added(tx, details, wanted, next_position(lines), f"lines[{n}]")
        lines.append(item)
    return await _saved(tx, details, lines, params)


async def _added(tx: Tx, details: InvoiceDetails, wanted: AddedLine, position: int, prefix: str) -> Item:
    if wanted.invoice_item is not None:
        return await _adopted(tx, details, wanted, position, prefix)
    return await added_line(tx, details, wanted, position, prefix)


async def added_line(tx: Tx, details: InvoiceDetails, wanted: ChargeFields, position: int, prefix: str) -> Item:
    """A new item as a line of a draft; `prefix` is where its parameters stand, such as `lines[0]`."""
    invoice = details.invoice
    charged = await charge(tx, wanted, currency=invoice.currency, description=wanted.description, prefix=prefix)
    item = await make_item(
        tx, wanted, charged, customer=invoice.customer, invoice=invoice.id, position=position, prefix=prefix
    )
    await items_store.insert(tx, item)
    tx.emit("invoiceitem.created", tx.render(view.item, item))
    return item


async def _adopted(tx: Tx, details: InvoiceDetails, wanted: AddedLine, position: int, prefix: str) -> Item:
    """A pending item of the same customer and currency, with what else was given changed."""
    param = f"{prefix}[invoice_item]"
    pending = await items_store.lock(tx, wanted.invoice_item or "")
    if pending is None:
        raise errors.NO_SUCH_PARAM(param=param, noun="invoiceitem", id=wanted.invoice_item)
    if pending.invoice is not None:
        raise errors.ITEM_ALREADY_ATTACHED(param=param, id=pending.id)
    if pending.customer != details.invoice.customer:
        raise errors.ITEM_OF_OTHER_CUSTOMER(param=param)
    if pending.currency != details.invoice.currency:
        raise errors.CURRENCY_MISMATCH(param=param, item_currency=pending.currency, currency=details.invoice.currency)
    item = await change_item(tx, pending, wanted, prefix)
    item = replace(item, invoice=details.invoice.id, line=new_id("il"), position=position)
    await items_store.save(tx, item)
    return item


async def update_lines(tx: Tx, params: UpdateLines, invoice_id: str) -> InvoiceDetails:
    """The invoice with the named lines changed."""
    details = await _draft(tx, invoice_id)
    lines = list(details.lines)
    seen: set[str] = set()
    for n, wanted in enumerate(params.lines):
        place = _place(lines, wanted.id, f"lines[{n}][id]", seen)
        lines[place] = await changed_line(tx, lines[place], wanted, f"lines[{n}]")
    return await _saved(tx, details, lines, params)


async def update_line(tx: Tx, params: UpdateLine, invoice_id: str, line_id: str) -> Item:
    """The changed line."""
    details = await _draft(tx, invoice_id)
    lines = list(details.lines)
    place = _place(lines, line_id, "line_item_id", set(), in_path=True)
    lines[place] = await changed_line(tx, lines[place], params, "")
    if lines[place] != details.lines[place]:
        after = await save_lines(tx, details, lines)
        await emit_change(tx, details, after)
        return after.lines[place]
    return lines[place]


async def changed_line(tx: Tx, item: Item, wanted: ChargeFields, prefix: str, *, position: int | None = None) -> Item:
    """A line with what was given changed, and moved if it has another position."""
    new = await change_item(tx, item, wanted, prefix)
    if position is not None:
        new = replace(new, position=position)
    if new != item:
        await items_store.save(tx, new)
    return new


async def remove_lines(tx: Tx, params: RemoveLines, invoice_id: str) -> InvoiceDetails:
    """The invoice without the named lines: their items deleted, or returned to pending."""
    details = await _draft(tx, invoice_id)
    lines = list(details.lines)
    seen: set[str] = set()
    for n, wanted in enumerate(params.lines):
        place = _place(lines, wanted.id, f"lines[{n}][id]", seen)
        item = lines.pop(place)
        if (refusal := refusal_of_removal(item)) is not None:
            raise refusal
        if wanted.behavior == "delete":
            await items_store.delete(tx, item.id)
            tx.emit("invoiceitem.deleted", tx.render(view.item, item))
        else:
            await items_store.save(tx, detached(item))
    return await _saved(tx, details, lines, params)


async def _draft(tx: Tx, invoice_id: str) -> InvoiceDetails:
    details = await store.lock(tx, invoice_id)
    INVOICE.require("edit", details.invoice.status)
    return details


def _place(lines: list[Item], line_id: str, param: str, seen: set[str], *, in_path: bool = False) -> int:
    """Where a line stands. Raises NO_SUCH_PARAM or NO_SUCH_PATH, and LINE_REPEATED for one named twice."""
    if line_id in seen:
        raise errors.LINE_REPEATED(param=param, id=line_id)
    seen.add(line_id)
    for place, item in enumerate(lines):
        if item.line == line_id:
            return place
    kind = errors.NO_SUCH_PATH if in_path else errors.NO_SUCH_PARAM
    raise kind(param=param, noun="invoice line item", id=line_id)


async def _saved(
    tx: Tx, details: InvoiceDetails, lines: list[Item], params: AddLines | UpdateLines | RemoveLines
) -> InvoiceDetails:
    metadata = None
    if params.given("invoice_metadata"):
        metadata = merged_metadata(details.invoice.metadata, params.invoice_metadata)
    return await emit_change(tx, details, await save_lines(tx, details, lines, metadata=metadata))
