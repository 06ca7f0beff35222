"""Every statement on invoice items, which are also the lines of invoices."""

from collections.abc import Sequence
from operator import attrgetter, itemgetter

import asyncpg

from billhook.db.clocks import live_in_time_of
from billhook.db.rows import decoding
from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.discounts.objects import Discount
from billhook.invoices.applied import AppliedDiscount, AppliedTax, FoundRate
from billhook.invoices.items_params import ListItems
from billhook.invoices.objects import LINES_MAX, Credited, Item
from billhook.invoices.rules.terms import Tax
from billhook.kernel.replacing import made
from billhook.kernel.stored import Storable, each
from billhook.tax.objects import frozen_rate
from billhook.wire import lists
from billhook.wire.params import Page

COLUMNS = tuple(Item.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('l.' + name for name in COLUMNS)} FROM invoice_items l"


_values = itemgetter(*COLUMNS)
_decoded = decoding(
    COLUMNS,
    {
        "discounts": each(Discount.from_stored),
        "tax_rates": each(frozen_rate),
        "given_taxes": each(AppliedTax.from_stored),
        "discount_amounts": each(AppliedDiscount.from_stored),
        "taxes": each(Tax.from_stored),
        "automatic_rates": each(FoundRate.from_stored),
        "credited": Credited.from_stored,
    },
)
_INSERT = insert_into("invoice_items", COLUMNS)
_UPDATE = update_of("invoice_items", COLUMNS)
_written = attrgetter(*COLUMNS)


def item_from_row(row: asyncpg.Record) -> Item:
    """An item from a row of the table, whatever else the row has."""
    return made(Item, _decoded(_values(row)))


async def insert(tx: Tx, item: Item) -> None:
    """Store a new item."""
    await tx.write_later(item.id, _INSERT, tx.tenant.id, *_written(item))


async def save(tx: Tx, item: Item) -> None:
    """Write an item whose invoice, or which itself, is locked."""
    await tx.write_later(item.id, _UPDATE, tx.tenant.id, *_written(item))


async def save_sums(tx: Tx, items: Sequence[Item]) -> None:
    """Write what the sum of an invoice says of its lines, all in one statement."""
    if items:
        await tx.execute(
            "UPDATE invoice_items l SET discount_amounts = s.discount_amounts, taxes = s.taxes, "
            "automatic_rates = s.automatic_rates "
            "FROM jsonb_to_recordset($2) AS s (id text, discount_amounts jsonb, taxes jsonb, automatic_rates jsonb) "
            "WHERE l.tenant = $1 AND l.id = s.id",
            tx.tenant.id, [{"id": item.id, **sums(item)} for item in items],
        )  # fmt: skip


def sums(item: Item) -> dict[str, Sequence[Storable]]:
    """What the sum of the invoice says of a line, and what a tax provider found for it."""
    return {
        "discount_amounts": item.discount_amounts,
        "taxes": item.taxes,
        "automatic_rates": item.automatic_rates,
    }


async def delete(tx: Tx, item_id: str) -> None:
    """Remove an item."""
    await tx.execute("DELETE FROM invoice_items WHERE tenant = $1 AND id = $2", tx.tenant.id, item_id)


async def delete_of_invoice(tx: Tx, invoice_id: str) -> None:
    """Remove all items of a draft that is being deleted."""
    await tx.execute("DELETE FROM invoice_items WHERE tenant = $1 AND invoice = $2", tx.tenant.id, invoice_id)


async def find(reader: Reader, item_id: str) -> Item | None:
    """An item, pending or attached."""
    row = await reader.fetchrow(f"{_SELECT} WHERE l.tenant = $1 AND l.id = $2", reader.tenant.id, item_id)
    return item_from_row(row) if row is not None else None


async def lock(tx: Tx, item_id: str) -> Item | None:
    """An item that nobody else changes until this transaction ends. Lock its invoice first, if it has one."""
    row = await tx.fetchrow(f"{_SELECT} WHERE l.tenant = $1 AND l.id = $2 FOR UPDATE", tx.tenant.id, item_id)
    item = item_from_row(row) if row is not None else None
    await live_in_time_of(tx, item.test_clock if item is not None else None)
    return item


async def lock_pending(tx: Tx, customer: str, currency: str) -> list[Item]:
    """The pending items of a customer in a currency, newest first, as many as an invoice can take."""
    rows = await tx.fetch(
        f"{_SELECT} WHERE l.tenant = $1 AND l.customer = $2 AND l.currency = $3 AND l.invoice IS NULL "
        f"ORDER BY l.id USING ~>~ LIMIT {LINES_MAX} FOR UPDATE",
        tx.tenant.id, customer, currency,
    )  # fmt: skip
    return [item_from_row(row) for row in rows]


async def attach(tx: Tx, items: Sequence[Item]) -> None:
    """Write invoice, line, position and sums of items that are being attached, all in one statement."""
    rows = [{"id": i.id, **sums(i), "invoice": i.invoice, "line": i.line, "position": i.position} for i in items]
    await tx.execute(
        "UPDATE invoice_items l SET invoice = a.invoice, line = a.line, position = a.position, "
        "discount_amounts = a.discount_amounts, taxes = a.taxes, automatic_rates = a.automatic_rates "
        "FROM jsonb_to_recordset($2) AS a (id text, invoice text, line text, position integer, "
        "discount_amounts jsonb, taxes jsonb, automatic_rates jsonb) WHERE l.tenant = $1 AND l.id = a.id",
        tx.tenant.id, rows,
    )  # fmt: skip


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[Item]:
    """Items by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE l.tenant = $1 AND l.id = ANY($2)", reader.tenant.id, list(ids))
    return [item_from_row(row) for row in rows]


async def page(reader: Reader, wanted: ListItems) -> tuple[list[Item], bool]:
    """A page of items, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.conditions.append("(l.subscription_item IS NULL OR l.proration)")
    by.equal("l.customer", wanted.customer)
    by.equal("l.invoice", wanted.invoice)
    by.off_clocks("l.test_clock", wanted.customer, wanted.invoice)
    by.made("l.date", "ii", wanted.created, clock="l.test_clock")
    if wanted.pending:
        by.indexed("l.invoice IS NULL")
    elif wanted.pending is False:
        by.conditions.append("l.invoice IS NOT NULL")
    rows, has_more = await lists.page(reader, _SELECT, by, wanted, table="invoice_items", noun="invoiceitem", alias="l")
    return [item_from_row(row) for row in rows], has_more


async def page_of_lines(reader: Reader, invoice_id: str, wanted: Page) -> tuple[list[Item], bool]:
    """A page of an invoice's lines in their order."""
    by = lists.Filter(reader.tenant.id)
    by.equal("l.invoice", invoice_id)
    rows, has_more = await lists.page_of_lines(
        reader, _SELECT, by, wanted, noun="invoice line item", alias="l", key="line"
    )
    return [item_from_row(row) for row in rows], has_more


async def move_to_clock(tx: Tx, customer: str, clock: str) -> None:
    """Put the items of a customer on a test clock."""
    sql = "UPDATE invoice_items SET test_clock = $3 WHERE tenant = $1 AND customer = $2"
    await tx.execute(sql, tx.tenant.id, customer, clock)
