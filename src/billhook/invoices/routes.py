"""`/v1/invoices`, `/v1/invoiceitems`, `/v1/invoice_payments`.

The names of the placeholders are those under which a missing invoice is reported, which differ from verb to
verb (invoicing.md §3.5).
"""

from typing import Any

from billhook.db.tx import Reader
from billhook.invoices import items_store, payments_store, store, view
from billhook.invoices.actions.attach_payment import attach_payment
from billhook.invoices.actions.change_lines import add_lines, remove_lines, update_line, update_lines
from billhook.invoices.actions.create import create
from billhook.invoices.actions.create_item import create_item
from billhook.invoices.actions.create_preview import create_preview
from billhook.invoices.actions.delete import delete
from billhook.invoices.actions.delete_item import delete_item
from billhook.invoices.actions.finalize import finalize
from billhook.invoices.actions.locking import no_such_item
from billhook.invoices.actions.mark_uncollectible import mark_uncollectible
from billhook.invoices.actions.pay import pay
from billhook.invoices.actions.send import send
from billhook.invoices.actions.update import update
from billhook.invoices.actions.update_item import update_item
from billhook.invoices.actions.void import void
from billhook.invoices.items_params import (
    AddLines,
    CreateItem,
    ListItems,
    RemoveLines,
    UpdateItem,
    UpdateLine,
    UpdateLines,
)  # fmt: skip
from billhook.invoices.params import (
    AttachPayment,
    CreateInvoice,
    FinalizeInvoice,
    ListInvoices,
    ListPayments,
    PayInvoice,
    UpdateInvoice,
)  # fmt: skip
from billhook.invoices.preview_params import CreatePreview
from billhook.kernel import errors
from billhook.wire import routing
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing, Page


async def retrieve(reader: Reader, params: Nothing, invoice_id: str) -> dict[str, Any]:
    sheet = await store.find(reader, invoice_id)
    if sheet is None:
        raise errors.NO_SUCH_PATH(noun="invoice", id=invoice_id)
    return view.invoice(reader, sheet)


async def list_invoices(reader: Reader, params: ListInvoices) -> dict[str, Any]:
    sheets, has_more = await store.page(reader, params)
    return envelope("/v1/invoices", [view.invoice(reader, s) for s in sheets], has_more)


async def list_lines(reader: Reader, params: Page, invoice_id: str) -> dict[str, Any]:
    if await store.find(reader, invoice_id) is None:
        raise errors.NO_SUCH_PATH(noun="invoice", id=invoice_id)
    lines, has_more = await items_store.page_of_lines(reader, invoice_id, params)
    return envelope(f"/v1/invoices/{invoice_id}/lines", [view.line(reader, i) for i in lines], has_more)


async def retrieve_item(reader: Reader, params: Nothing, item_id: str) -> dict[str, Any]:
    item = await items_store.find(reader, item_id)
    if item is None:
        raise no_such_item(reader, item_id)
    return view.item(reader, item)


async def list_items(reader: Reader, params: ListItems) -> dict[str, Any]:
    items, has_more = await items_store.page(reader, params)
    return envelope("/v1/invoiceitems", [view.item(reader, i) for i in items], has_more)


async def retrieve_payment(reader: Reader, params: Nothing, payment_id: str) -> dict[str, Any]:
    found = await payments_store.of_ids(reader, [payment_id])
    if not found:
        raise errors.NO_SUCH_PATH(noun="invoice_payment", id=payment_id)
    return view.payment(reader, found[0])


async def list_payments(reader: Reader, params: ListPayments) -> dict[str, Any]:
    found, has_more = await payments_store.page(reader, params)
    return envelope("/v1/invoice_payments", [view.payment(reader, p) for p in found], has_more)


_INVOICE = "/v1/invoices/{id}"
_NAMED = "/v1/invoices/{invoice}"

ROUTES = [
    routing.post("/v1/invoices", create, CreateInvoice, "invoice"),
    routing.trial("/v1/invoices/create_preview", create_preview, CreatePreview, "invoice"),
    routing.get("/v1/invoices", list_invoices, ListInvoices, "invoice", listing=True),
    routing.get(_NAMED, retrieve, Nothing, "invoice"),
    routing.post(_INVOICE, update, UpdateInvoice, "invoice"),
    routing.delete(_NAMED, delete, "invoice"),
    routing.post(f"{_INVOICE}/finalize", finalize, FinalizeInvoice, "invoice"),
    routing.post(f"{_NAMED}/send", send, Nothing, "invoice"),
    routing.post(f"{_INVOICE}/pay", pay, PayInvoice, "invoice"),
    routing.post(f"{_INVOICE}/attach_payment", attach_payment, AttachPayment, "invoice"),
    routing.post(f"{_INVOICE}/void", void, Nothing, "invoice"),
    routing.post(f"{_INVOICE}/mark_uncollectible", mark_uncollectible, Nothing, "invoice"),
    routing.get(f"{_NAMED}/lines", list_lines, Page, "line_item", listing=True),
    routing.post(f"{_NAMED}/add_lines", add_lines, AddLines, "invoice"),
    routing.post(f"{_NAMED}/update_lines", update_lines, UpdateLines, "invoice"),
    routing.post(f"{_NAMED}/remove_lines", remove_lines, RemoveLines, "invoice"),
    routing.post(f"{_NAMED}/lines/{{line_item_id}}", update_line, UpdateLine, "line_item"),
    routing.post("/v1/invoiceitems", create_item, CreateItem, "invoiceitem"),
    routing.get("/v1/invoiceitems", list_items, ListItems, "invoiceitem", listing=True),
    routing.get("/v1/invoiceitems/{id}", retrieve_item, Nothing, "invoiceitem"),
    routing.post("/v1/invoiceitems/{id}", update_item, UpdateItem, "invoiceitem"),
    routing.delete("/v1/invoiceitems/{id}", delete_item, "invoiceitem"),
    routing.get("/v1/invoice_payments", list_payments, ListPayments, "invoice_payment", listing=True),
    routing.get("/v1/invoice_payments/{id}", retrieve_payment, Nothing, "invoice_payment"),
]
