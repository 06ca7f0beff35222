"""The invoices of the list as a CSV file, one row an invoice, or one row a line of an invoice."""

from collections.abc import AsyncIterator, Mapping, Sequence

from starlette.responses import Response

from billhook.dashboard.csv_files import amount, defused, moment, streamed
from billhook.dashboard.exporting import file_name
from billhook.dashboard.invoices.badges import badge, remaining
from billhook.dashboard.invoices.columns import purchase_order
from billhook.dashboard.invoices.filters import LABELS, Filters, by_id, filters_of
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Reader
from billhook.invoices import listing_store, payments_store, store, view
from billhook.invoices.listing_store import Key
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.kernel.money import decimal_text, minor_digits
from billhook.payments import store as payments

# So many invoices are held at a time; with lines each may have 250.
_ROWS, _ROWS_WITH_LINES = 100, 20
COLUMNS = (
    "id", "number", "status", "badge", "customer", "customer_name", "customer_email", "customer_tax_id", "currency",
    "subtotal", "discount", "tax", "total", "amount_due", "amount_paid", "amount_remaining", "credited", "refunded",
    "created", "finalized", "due", "paid", "voided", "collection_method", "memo", "purchase_order", "hosted_url",
    "mode",
)  # fmt: skip
LINE_COLUMNS = (
    "line_id", "description", "quantity", "unit_price", "line_amount", "tax_rates", "tax_amounts", "period_start",
    "period_end", "product", "price",
)  # fmt: skip


async def download(visit: Visit) -> Response:
    """All invoices that the filters of the address find, newest first; with `lines` a row for each line."""
    filters = await filters_of(visit)
    if filters.faults:
        return visit.back(visit.to("/invoices", **filters.query))
    with_lines = bool(visit.asked("lines"))
    columns = (*COLUMNS, *LINE_COLUMNS) if with_lines else COLUMNS
    return streamed(_name(visit, filters, with_lines=with_lines), columns, _pages(visit, filters, with_lines))


def _name(visit: Visit, filters: Filters, *, with_lines: bool) -> str:
    """What the file is called: its mode, its filters and their days."""
    told = [f"{name}-{value}" for name, value in filters.query.items() if name in LABELS]
    words = ["invoices", *(["with-lines"] if with_lines else []), visit.mode, filters.given["status"] or "all", *told]
    return file_name(*words)


async def _pages(visit: Visit, filters: Filters, with_lines: bool) -> AsyncIterator[list[Sequence[object]]]:
    """Page by page, each read for itself: no transaction is open while somebody's connection is slow."""
    listing, size = by_id(filters), _ROWS_WITH_LINES if with_lines else _ROWS
    at: Key | None = None
    while True:
        async with visit.reader() as reader:
            found = await listing_store.page(reader, listing, size=size, at=at)
            rows = found.rows
            if with_lines:
                whole = await store.whole_of_ids(reader, [row.invoice.id for row in rows])
                rows = [whole.get(row.invoice.id, row) for row in rows]
            refunded = await _refunded(reader, rows)
        heads = [(details, _head(visit, details, refunded[details.invoice.id])) for details in rows]
        if with_lines:
            yield [[*head, *line] for details, head in heads for line in _lines(details)]
        else:
            yield [head for _, head in heads]
        if not found.has_more and found.stopped_at is None:
            return
        at = found.keys[-1] if found.has_more else found.stopped_at


async def _refunded(reader: Reader, rows: Sequence[InvoiceDetails]) -> Mapping[str, int]:
    """How much of what was paid for each invoice went back, in minor units."""
    paid_by = await payments_store.of_invoices(reader, [row.invoice.id for row in rows])
    intents = {p.payment_intent: invoice for invoice, paid in paid_by.items() for p in paid if p.payment_intent}
    refunded = dict.fromkeys(paid_by, 0)
    for charge in await payments.charges_of_intents(reader, list(intents)) if intents else []:
        refunded[intents[charge.payment_intent]] += charge.amount_given_back
    return refunded


def _head(visit: Visit, details: InvoiceDetails, refunded: int) -> Sequence[object]:
    invoice, to = details.invoice, details.bill_to
    currency = invoice.currency
    due = remaining(details) + invoice.amount_paid
    money = [
        invoice.subtotal, sum(d.amount for d in invoice.total_discount_amounts),
        sum(tax.amount for tax in invoice.total_taxes), invoice.total, due, invoice.amount_paid, remaining(details),
        invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount, refunded,
    ]  # fmt: skip
    moments = [invoice.created, invoice.finalized_at, invoice.due_date, invoice.paid_at, invoice.voided_at]
    page = view.hosted_url_at(visit.tenant, invoice, visit.formats.now) or ""
    texts = [invoice.customer, to.name or "", to.email or "", to.tax_ids[0].value if to.tax_ids else ""]
    return [
        invoice.id, defused(invoice.number or ""), invoice.status, badge(invoice, visit.formats.now).words,
        *map(defused, texts), currency, *[amount(minor, currency) for minor in money], *map(moment, moments),
        invoice.collection_method, defused(invoice.description or ""), defused(purchase_order(invoice)), page,
        visit.mode,
    ]  # fmt: skip


def _lines(details: InvoiceDetails) -> Sequence[Sequence[object]]:
    """A row for each line; an invoice without any has one row all the same."""
    taxes = details.invoice.total_taxes
    rates = {tax.rate.id: f"{tax.rate.display_name} {decimal_text(tax.rate.percentage)}%" for tax in taxes}
    return [_line(item, details.invoice.currency, rates) for item in details.lines] or [("",) * len(LINE_COLUMNS)]


def _line(item: Item, currency: str, rates: Mapping[str, str]) -> Sequence[object]:
    price = "" if item.unit_amount is None else decimal_text(item.unit_amount.scaleb(-minor_digits(currency)))
    return [
        item.line, defused(item.description or ""), decimal_text(item.quantity), price, amount(item.amount, currency),
        defused("; ".join(rates.get(tax.rate, tax.rate) for tax in item.taxes)),
        "; ".join(amount(tax.amount, currency) for tax in item.taxes), moment(item.period_start),
        moment(item.period_end), item.product, item.price,
    ]  # fmt: skip
