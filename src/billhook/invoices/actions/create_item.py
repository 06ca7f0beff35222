"""Create an invoice item, pending or on a draft (invoicing.md §3.14)."""

from billhook.customers import store as customers
from billhook.customers.currency import lock_currency
from billhook.db.tx import Tx
from billhook.invoices import items_store, store, view
from billhook.invoices.actions.charging import charge
from billhook.invoices.actions.items import make_item
from billhook.invoices.actions.lines import next_position, save_lines
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.items_params import CreateItem
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.invoices.rules.lifecycle import INVOICE
from billhook.kernel import errors


async def create_item(tx: Tx, params: CreateItem) -> Item:
    """The new item. On a draft the invoice is computed anew and `invoice.updated` follows.

    Raises MISSING_PARAMETER, NO_SUCH_PARAM, NOT_EDITABLE, ITEM_OF_OTHER_CUSTOMER, CURRENCY_MISMATCH,
    TOO_MANY_ITEMS and those of `charging.charge`.
    """
    if params.invoice is not None:
        item, _ = await add_item(tx, params, await store.lock(tx, params.invoice, param="invoice"))
        return item
    if params.customer is None:
        raise errors.MISSING_PARAMETER(param="customer", name="customer")
    found = await customers.find_to_bill(tx, params.customer)
    if found is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    customer, _ = found
    charged = await charge(tx, params, currency=params.currency, description=params.description)
    item = await make_item(tx, params, charged, customer=customer.id, invoice=None, position=None)
    await lock_currency(tx, customer, item.currency)
    await items_store.insert(tx, item)
    tx.emit("invoiceitem.created", tx.render(view.item, item))
    return item


async def add_item(tx: Tx, params: CreateItem, details: InvoiceDetails) -> tuple[Item, InvoiceDetails]:
    """A new item on an invoice that is locked, and the invoice with it. Raises as `create_item` does."""
    INVOICE.require("edit", details.invoice.status)
    _check_belongs(details, params)
    charged = await charge(tx, params, currency=details.invoice.currency, description=params.description)
    item = await make_item(
        tx,
        params,
        charged,
        customer=details.invoice.customer,
        invoice=details.invoice.id,
        position=next_position(details.lines),
    )
    after = await save_lines(tx, details, [*details.lines, item], added=item)
    tx.emit("invoiceitem.created", tx.render(view.item, item))
    return item, await emit_change(tx, details, after)


def _check_belongs(details: InvoiceDetails, params: CreateItem) -> None:
    if params.customer is not None and params.customer != details.invoice.customer:
        raise errors.ITEM_OF_OTHER_CUSTOMER(param="customer")
    if params.currency is not None and params.currency != details.invoice.currency:
        raise errors.CURRENCY_MISMATCH(
            param="currency", item_currency=params.currency, currency=details.invoice.currency
        )
