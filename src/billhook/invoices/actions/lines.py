"""Changing the lines of a draft: what the verbs on lines and on items share."""

from collections.abc import Sequence

from billhook.db.tx import Tx
from billhook.invoices import items_store, store
from billhook.invoices.actions.automatic_tax import with_automatic_tax
from billhook.invoices.objects import LINES_MAX, InvoiceDetails, Item
from billhook.invoices.summing import summed
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def with_lines(tx: Tx, details: InvoiceDetails, lines: Sequence[Item], *, final: bool = False) -> InvoiceDetails:
    """The draft with these lines, its sum computed anew; `final` when it is about to be finalized.

    Raises TOO_MANY_ITEMS, TAX_AMOUNTS_NOT_ALONE, TAX_RATES_NOT_ALONE and those of automatic tax.
    """
    if len(lines) > LINES_MAX:
        raise errors.TOO_MANY_ITEMS(param="invoice", limit=LINES_MAX)
    _check_taxes(details, lines)
    details, lines = await with_automatic_tax(tx, details, lines, final=final)
    return summed(details, lines, tx.tenant.settings)


async def save_lines(
    tx: Tx,
    details: InvoiceDetails,
    lines: Sequence[Item],
    *,
    added: Item | None = None,
    metadata: dict[str, str] | None = None,
) -> InvoiceDetails:
    """Store what a change of lines means for the invoice and its lines, the one that is `added`, and new metadata.

    The other items are written by the verb; here follows what the sum says of each. Raises TOO_MANY_ITEMS,
    TAX_AMOUNTS_NOT_ALONE.
    """
    changed = await with_lines(tx, details, lines)
    if metadata is not None:
        changed = replace(changed, invoice=replace(changed.invoice, metadata=metadata))
    old = [item for item in changed.lines if added is None or item.id != added.id]
    await save_sums(tx, lines, old)
    if added is not None:
        await items_store.insert(tx, next(item for item in changed.lines if item.id == added.id))
    await store.save(tx, details.invoice, changed.invoice)
    return changed


async def save_sums(tx: Tx, before: Sequence[Item], after: Sequence[Item]) -> None:
    """Write what the sum says of lines that are stored as `before`, where it says something else now."""
    stored = {item.id: items_store.sums(item) for item in before}
    await items_store.save_sums(tx, [item for item in after if stored[item.id] != items_store.sums(item)])


def _check_taxes(details: InvoiceDetails, lines: Sequence[Item]) -> None:
    """Taxes that the caller worked out, rates set by hand and automatic tax exclude each other (invoicing.md §2.4)."""
    has_taxes = any(item.given_taxes for item in lines)
    has_rates = bool(details.invoice.default_tax_rates) or any(item.tax_rates for item in lines)
    if has_rates and has_taxes:
        raise errors.TAX_AMOUNTS_NOT_ALONE(param="tax_amounts")
    if details.invoice.automatic_tax is not None and (has_rates or has_taxes):
        raise errors.TAX_RATES_NOT_ALONE(param="automatic_tax[enabled]")


def next_position(lines: Sequence[Item]) -> int:
    """Where an added line goes: after all others (invoicing.md §1.5)."""
    return 1 + max((item.position or 0 for item in lines), default=-1)
