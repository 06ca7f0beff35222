"""Create an invoice item, pending or on a draft (invoicing.md §3.14)."""

from typing import Any

from billhook.customers import store as customers
from billhook.customers.currency import lock_currency
from billhook.db.tx import Tx
from billhook.invoices import items_store, store, view
from billhook.invoices.actions.charging import charge
from billhook.invoices.actions.items import made
from billhook.invoices.actions.lines import next_position, save_lines
from billhook.invoices.actions.reporting import report_change
from billhook.invoices.items_params import CreateItem
from billhook.invoices.objects import Sheet
from billhook.invoices.rules.lifecycle import require_editable
from billhook.kernel import errors


async def create_item(tx: Tx, params: CreateItem) -> dict[str, Any]:
    """The new item. On a draft the invoice is computed anew and `invoice.updated` follows.

    Raises MISSING_PARAMETER, NO_SUCH_PARAM, NOT_EDITABLE, ITEM_OF_OTHER_CUSTOMER, CURRENCY_MISMATCH,
    TOO_MANY_ITEMS and those of `charging.charge`.
    """
    if params.invoice is not None:
        return await _on_draft(tx, params, params.invoice)
    if params.customer is None:
        raise errors.MISSING_PARAMETER(param="customer", name="customer")
    found = await customers.find_to_bill(tx, params.customer)
    if found is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    customer, _ = found
    charged = await charge(tx, params, currency=params.currency, description=params.description)
    item = await made(tx, params, charged, customer=customer.id, invoice=None, position=None)
    await lock_currency(tx, customer, item.currency)
    await items_store.insert(tx, item)
    shown = view.item(tx, item)
    tx.emit("invoiceitem.created", shown)
    return shown


async def _on_draft(tx: Tx, params: CreateItem, invoice_id: str) -> dict[str, Any]:
    sheet = await store.lock(tx, invoice_id, param="invoice")
    require_editable(sheet.invoice.status)
    _check_belongs(sheet, params)
    charged = await charge(tx, params, currency=sheet.invoice.currency, description=params.description)
    item = await made(
        tx,
        params,
        charged,
        customer=sheet.invoice.customer,
        invoice=invoice_id,
        position=next_position(sheet.lines),
    )
    after = await save_lines(tx, sheet, [*sheet.lines, item], added=item)
    shown = view.item(tx, item)
    tx.emit("invoiceitem.created", shown)
    report_change(tx, sheet, after)
    return shown


def _check_belongs(sheet: Sheet, params: CreateItem) -> None:
    if params.customer is not None and params.customer != sheet.invoice.customer:
        raise errors.ITEM_OF_OTHER_CUSTOMER(param="customer")
    if params.currency is not None and params.currency != sheet.invoice.currency:
        raise errors.CURRENCY_MISMATCH(param="currency", item_currency=params.currency, currency=sheet.invoice.currency)
