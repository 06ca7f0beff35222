"""What an invoice would be: the verbs that would make it, in a trial that is undone (invoicing.md §3.15).

Because the same verbs make it, a preview equals the invoice that follows.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from billhook.customers import store as customers
from billhook.customers.actions.create import create as create_customer
from billhook.customers.actions.fields import address
from billhook.customers.objects import Customer
from billhook.customers.params import CreateCustomer
from billhook.db.tx import Tx
from billhook.invoices import items_store
from billhook.invoices.actions.create import create
from billhook.invoices.actions.create_item import add_item
from billhook.invoices.actions.update import update
from billhook.invoices.actions.update_item import update_item
from billhook.invoices.items_params import CreateItem, ItemFields, UpdateItem
from billhook.invoices.objects import InvoiceDetails, Item, Preview
from billhook.invoices.params import CreateInvoice, ShippingDetails, UpdateInvoice
from billhook.invoices.preview_params import CreatePreview, CustomerDetails, PreviewItem
from billhook.invoices.rules.applying_balance import apply_balance
from billhook.kernel import errors
from billhook.kernel.address import ShownShipping
from billhook.kernel.replacing import replace
from billhook.tax import tax_ids_store
from billhook.tax.actions.create_tax_id import create_tax_id

_OF_INVOICE = ("automatic_tax", "discounts", "issuer")


async def create_preview(trial: Tx, params: CreatePreview) -> Preview:
    """The invoice of what waits for its customer and of the given items, with all its lines.

    Raises UNSUPPORTED_PARAMETER, MISSING_PARAMETER, NO_SUCH_PARAM, NO_UPCOMING_INVOICE and those of the verbs on
    invoices and items.
    """
    if params.preview_mode == "recurring":
        raise errors.UNSUPPORTED_PARAMETER(param="preview_mode", name="preview_mode=recurring", on="here")
    customer = await previewed_customer(trial, params)
    await change_pending_items(trial, customer, params)
    currency = params.currency or next((i.currency for i in params.invoice_items if i.currency), None)
    pending = await _pending(trial, customer, currency)
    if not pending and not params.invoice_items:
        raise errors.NO_UPCOMING_INVOICE(customer=customer.id)
    behavior = "include" if pending else "exclude"
    invoice_details = await create(
        trial,
        CreateInvoice.of(
            customer=customer.id, currency=currency, pending_invoice_items_behavior=behavior, **_of_invoice(params),
        ),
    )  # fmt: skip
    invoice_details = await with_new_items(trial, invoice_details, params)
    return as_upcoming(invoice_details, is_named=params.customer is not None)


def _of_invoice(params: CreatePreview) -> Mapping[str, object]:
    return {name: getattr(params, name) for name in _OF_INVOICE if params.given(name)}


async def with_new_items(trial: Tx, invoice_details: InvoiceDetails, params: CreatePreview) -> InvoiceDetails:
    """The draft with the new items that were given."""
    for wanted in params.invoice_items:
        if wanted.invoiceitem is None:
            _, invoice_details = await add_item(
                trial, CreateItem.of(invoice=invoice_details.invoice.id, **_fields(wanted)), invoice_details
            )
    return invoice_details


async def with_fields(trial: Tx, invoice_details: InvoiceDetails, params: CreatePreview) -> InvoiceDetails:
    """The draft that another verb made, with the discounts, tax and issuer that were given."""
    given = _of_invoice(params)
    return await update(trial, UpdateInvoice.of(**given), invoice_details.invoice.id) if given else invoice_details


async def previewed_customer(trial: Tx, params: CreatePreview) -> Customer:
    """The customer with other details, or somebody who is made for the trial.

    Raises MISSING_PARAMETER, NO_SUCH_PARAM.
    """
    details = params.customer_details or CustomerDetails()
    if params.customer is None:
        if params.customer_details is None:
            raise errors.MISSING_PARAMETER(param="customer", name="customer")
        customer: Customer | None = await create_customer(trial, CreateCustomer.of())
    else:
        customer = await customers.lock(trial, params.customer)
    if customer is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    await _change_customer(trial, customer, details)
    return customer


async def _change_customer(trial: Tx, customer: Customer, details: CustomerDetails) -> None:
    change: dict[str, Any] = {}
    if details.given("address"):
        change["address"] = address(details.address) if details.address is not None else None
    if details.given("shipping"):
        change["shipping"] = _shipping(details.shipping)
    if details.given("tax_exempt"):
        change["tax_exempt"] = details.tax_exempt or "none"
    if change:
        await customers.save(trial, replace(customer, **change))
    if details.given("tax_ids"):
        await _change_tax_ids(trial, customer, details)


async def _change_tax_ids(trial: Tx, customer: Customer, details: CustomerDetails) -> None:
    for tax_id in (await tax_ids_store.of_customers(trial, [customer.id]))[customer.id]:
        await tax_ids_store.delete(trial, tax_id.id)
    for n, data in enumerate(details.tax_ids):
        await create_tax_id(trial, data, customer.id, param=f"customer_details[tax_ids][{n}][value]")


def _shipping(given: ShippingDetails | None) -> ShownShipping | None:
    return {"address": address(given.address), "name": given.name, "phone": given.phone} if given else None


async def change_pending_items(trial: Tx, customer: Customer, params: CreatePreview) -> None:
    """Change the pending items that were named with `invoiceitem`. Raises NO_SUCH_PARAM."""
    for n, wanted in enumerate(params.invoice_items):
        if wanted.invoiceitem is not None:
            await _change_pending(trial, customer, wanted, f"invoice_items[{n}][invoiceitem]")


async def _change_pending(trial: Tx, customer: Customer, wanted: PreviewItem, param: str) -> None:
    item = await items_store.find(trial, wanted.invoiceitem or "")
    if item is None or item.customer != customer.id or item.invoice is not None:
        raise errors.NO_SUCH_PARAM(param=param, noun="invoiceitem", id=wanted.invoiceitem)
    await update_item(trial, UpdateItem.of(**_fields(wanted, without=("currency",))), item.id)


async def _pending(trial: Tx, customer: Customer, currency: str | None) -> Sequence[Item]:
    wanted = currency or customer.currency
    return await items_store.lock_pending(trial, customer.id, wanted) if wanted is not None else ()


def _fields(wanted: ItemFields, without: Sequence[str] = ()) -> dict[str, Any]:
    """What was given of an item, for the verb that makes or changes it."""
    names = wanted.model_fields_set - {"invoiceitem", *without}
    return {name: getattr(wanted, name) for name in names}


def as_upcoming(invoice_details: InvoiceDetails, *, is_named: bool) -> Preview:
    """The draft as a preview, told from a real one by its ids."""
    invoice = invoice_details.invoice
    preview = replace(invoice, id=f"upcoming_{invoice.id}", billing_reason="upcoming")
    lines = tuple(
        replace(item, invoice=preview.id, line=f"il_tmp_{(item.line or '').removeprefix('il_')}")
        for item in invoice_details.lines
    )
    ending = apply_balance(invoice.total, invoice_details.balance, invoice.currency).ending_balance
    return Preview(replace(invoice_details, invoice=preview, lines=lines), ending_balance=ending, is_named=is_named)
