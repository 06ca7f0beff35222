"""`/v1/invoices`, `/v1/invoiceitems`, `/v1/invoice_payments`.

The names of the placeholders are those under which a missing invoice is reported, which differ from verb to
verb (invoicing.md §3.5).
"""

from billhook.invoices import verbs
from billhook.wire import routing

_INVOICE = "/v1/invoices/{id}"
_NAMED = "/v1/invoices/{invoice}"

ROUTES = [
    routing.post("/v1/invoices", verbs.CREATE),
    routing.get("/v1/invoices", verbs.LIST, listing=True),
    routing.search("/v1/invoices/search", verbs.SEARCH),
    routing.get(_NAMED, verbs.RETRIEVE),
    routing.post(_INVOICE, verbs.UPDATE),
    routing.delete(_NAMED, verbs.DELETE),
    routing.post(f"{_INVOICE}/finalize", verbs.FINALIZE),
    routing.post(f"{_NAMED}/send", verbs.SEND),
    routing.post(f"{_INVOICE}/pay", verbs.PAY),
    routing.post(f"{_INVOICE}/attach_payment", verbs.ATTACH_PAYMENT),
    routing.post(f"{_INVOICE}/void", verbs.VOID),
    routing.post(f"{_INVOICE}/mark_uncollectible", verbs.MARK_UNCOLLECTIBLE),
    routing.get(f"{_NAMED}/lines", verbs.LIST_LINES, listing=True),
    routing.post(f"{_NAMED}/add_lines", verbs.ADD_LINES),
    routing.post(f"{_NAMED}/update_lines", verbs.UPDATE_LINES),
    routing.post(f"{_NAMED}/remove_lines", verbs.REMOVE_LINES),
    routing.post(f"{_NAMED}/lines/{{line_item_id}}", verbs.UPDATE_LINE),
    routing.post("/v1/invoiceitems", verbs.CREATE_ITEM),
    routing.get("/v1/invoiceitems", verbs.LIST_ITEMS, listing=True),
    routing.get("/v1/invoiceitems/{id}", verbs.RETRIEVE_ITEM),
    routing.post("/v1/invoiceitems/{id}", verbs.UPDATE_ITEM),
    routing.delete("/v1/invoiceitems/{id}", verbs.DELETE_ITEM),
    routing.get("/v1/invoice_payments", verbs.LIST_PAYMENTS, listing=True),
    routing.get("/v1/invoice_payments/{id}", verbs.RETRIEVE_PAYMENT),
]
