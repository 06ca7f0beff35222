"""Changing the lines of a draft: what the verbs on lines and on items share."""

from collections.abc import Sequence
from dataclasses import replace

from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.objects import LINES_MAX, Item, Sheet
from billhook.invoices.rules.totals import totals
from billhook.kernel import errors


def with_lines(sheet: Sheet, lines: Sequence[Item]) -> Sheet:
    """The draft with other lines, its totals computed anew. Raises TOO_MANY_ITEMS, AMOUNT_TOO_LARGE."""
    if len(lines) > LINES_MAX:
        raise errors.TOO_MANY_ITEMS(param="invoice", limit=LINES_MAX)
    sums = totals(item.amount for item in lines)
    invoice = replace(sheet.invoice, subtotal=sums.subtotal, total=sums.total, line_count=len(lines))
    return replace(sheet, invoice=invoice, lines=tuple(lines))


async def save_lines(tx: Tx, sheet: Sheet, lines: Sequence[Item]) -> Sheet:
    """Store what a change of lines means for the invoice; the verb writes the items. Raises TOO_MANY_ITEMS."""
    changed = with_lines(sheet, lines)
    await store.save(tx, changed.invoice)
    return changed


def next_position(lines: Sequence[Item]) -> int:
    """Where an added line goes: after all others (invoicing.md §1.5)."""
    return 1 + max((item.position or 0 for item in lines), default=-1)
