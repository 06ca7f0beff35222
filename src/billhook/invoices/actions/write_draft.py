"""Write a whole draft at once, as an editor does: its fields and all its lines in one step."""

from collections.abc import Iterator, Sequence

from billhook.db.tx import Tx
from billhook.invoices import items_store, store, view
from billhook.invoices.actions.change_lines import added_line, changed_line
from billhook.invoices.actions.create import create
from billhook.invoices.actions.lines import next_position, save_sums, with_lines
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.actions.update import changed_draft
from billhook.invoices.draft_params import DraftLine, WriteDraft
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.invoices.params import CreateInvoice, UpdateInvoice
from billhook.invoices.rules.draft_version import version_of
from billhook.invoices.rules.lifecycle import INVOICE
from billhook.invoices.rules.refusing import refusal_of_removal
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def create_draft(tx: Tx, params: WriteDraft) -> InvoiceDetails:
    """A new draft with its lines. Raises those of create and of write_draft."""
    made = await create(tx, CreateInvoice.of(**_given(params, CreateInvoice)))
    return await _written(tx, await store.lock(tx, made.invoice.id), WriteDraft.of(), params.lines)


async def write_draft(tx: Tx, params: WriteDraft, invoice_id: str) -> InvoiceDetails:
    """The draft as the editor shows it. A change to nothing reports nothing.

    Raises NO_SUCH_PATH, CHANGED_MEANWHILE if the draft is not the one that the editor read, and those of update and of
    the verbs on lines.
    """
    before = await store.lock(tx, invoice_id)
    INVOICE.require("edit", before.invoice.status)
    if params.version != version_of(before.invoice, before.lines):
        raise errors.CHANGED_MEANWHILE(noun="invoice")
    return await _written(tx, before, params, params.lines)


async def _written(tx: Tx, before: InvoiceDetails, params: WriteDraft, wanted: list[DraftLine]) -> InvoiceDetails:
    lines = await _lines(tx, before, wanted)
    fields = UpdateInvoice.of(**_given(params, UpdateInvoice))
    invoice = await changed_draft(tx, before, fields, lines)
    after = await with_lines(tx, replace(before, invoice=invoice), lines)
    await save_sums(tx, lines, after.lines)
    await store.save(tx, before.invoice, after.invoice)
    return await emit_change(tx, before, after)


async def _lines(tx: Tx, before: InvoiceDetails, wanted: list[DraftLine]) -> list[Item]:
    """The lines as wanted, each written: those that stay, those that are new; the rest is deleted."""
    standing = {str(item.line): item for item in before.lines}
    kept = {line.id for line in wanted if line.id is not None}
    for item in before.lines:
        if item.line not in kept:
            if (refusal := refusal_of_removal(item)) is not None:
                raise refusal
            await items_store.delete(tx, item.id)
            tx.emit("invoiceitem.deleted", tx.render(view.item, item))
    lines: list[Item] = []
    for n, (line, place) in enumerate(zip(wanted, _positions(before.lines, wanted), strict=True)):
        where = f"lines[{n}]"
        if line.id is None:
            lines.append(await added_line(tx, before, line, place, where))
            continue
        if line.id not in standing:
            raise errors.NO_SUCH_PARAM(param=f"{where}[id]", noun="invoice line item", id=line.id)
        if line.id in {item.line for item in lines}:
            raise errors.LINE_REPEATED(param=f"{where}[id]", id=line.id)
        item = standing[line.id]
        lines.append(await changed_line(tx, item, _news(line, item), where, position=place))
    return lines


def _positions(standing: Sequence[Item], wanted: Sequence[DraftLine]) -> Iterator[int]:
    """A position for each line. Lines that stay in their order keep theirs; no two lines ever share one."""
    position_of = {item.line: item.position or 0 for item in standing}
    kept = [position_of.get(line.id) for line in wanted if line.id is not None]
    is_ordered = all(line.id is not None for line in wanted[: len(kept)]) and kept == sorted(kept, key=lambda p: p or 0)
    fresh = next_position(standing)
    for line in wanted:
        if is_ordered and line.id in position_of:
            yield position_of[line.id]
        else:
            yield fresh
            fresh += 1


def _news(line: DraftLine, item: Item) -> DraftLine:
    """What is new in a line: a price that stays is not made once more."""
    given = {name: getattr(line, name) for name in line.model_fields_set}
    is_same_unit = line.unit_amount_decimal is not None and line.unit_amount_decimal == item.unit_amount
    if is_same_unit or (line.price is not None and line.price == item.price):
        given.pop("unit_amount_decimal", None)
        given.pop("pricing", None)
        if line.units == item.quantity:
            given.pop("quantity", None)
            given.pop("quantity_decimal", None)
    return DraftLine.of(**given)


def _given(params: WriteDraft, kind: type[UpdateInvoice] | type[CreateInvoice]) -> dict[str, object]:
    return {name: getattr(params, name) for name in params.model_fields_set & set(kind.model_fields)}
