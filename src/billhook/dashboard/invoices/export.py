"""The invoices of the list as a CSV file, one row an invoice."""

from collections.abc import AsyncIterator, Sequence

from starlette.responses import Response

from billhook.dashboard.csv_files import amount, defused, moment, streamed
from billhook.dashboard.invoices.badges import badge, remaining
from billhook.dashboard.invoices.filters import Filters, asked_list, filters_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.objects import InvoiceDetails
from billhook.kernel.replacing import replace
from billhook.wire import addresses

_ROWS = 100
COLUMNS = (
    "id", "number", "status", "badge", "customer", "customer_name", "customer_email", "currency", "subtotal",
    "discount", "tax", "total", "amount_due", "amount_paid", "amount_remaining", "created", "finalized", "due", "paid",
    "voided", "collection_method", "memo", "hosted_url", "mode",
)  # fmt: skip


async def download(visit: Visit) -> Response:
    """All invoices that the filters of the address find, newest first."""
    filters = filters_of(visit)
    told = "-".join(value for value in filters.query.values() if value) or "all"
    name = f"invoices-{visit.mode}-{''.join(c if c.isalnum() or c in '_-' else '-' for c in told)}.csv"
    return streamed(name, COLUMNS, _pages(visit, replace(filters, after="", before="")))


async def _pages(visit: Visit, filters: Filters) -> AsyncIterator[list[Sequence[object]]]:
    has_more, after = True, ""
    while has_more:
        wanted = asked_list(replace(filters, after=after), visit, rows=_ROWS)
        found, has_more = await visit.look(verbs.LIST, wanted)
        if not found:
            return
        after = found[-1].invoice.id
        yield [_row(visit, details) for details in found]


def _row(visit: Visit, details: InvoiceDetails) -> Sequence[object]:
    invoice, to = details.invoice, details.bill_to
    currency = invoice.currency
    due = remaining(details) + invoice.amount_paid
    money = [
        invoice.subtotal, sum(d.amount for d in invoice.total_discount_amounts),
        sum(tax.amount for tax in invoice.total_taxes), invoice.total, due, invoice.amount_paid, remaining(details),
    ]  # fmt: skip
    moments = [invoice.created, invoice.finalized_at, invoice.due_date, invoice.paid_at, invoice.voided_at]
    page = addresses.hosted(visit.tenant, invoice.hosted_token) if invoice.hosted_token is not None else ""
    texts = [invoice.customer, to.name or "", to.email or ""]
    return [
        invoice.id, defused(invoice.number or ""), invoice.status, badge(invoice, visit.formats.now).words,
        *map(defused, texts), currency, *[amount(minor, currency) for minor in money], *map(moment, moments),
        invoice.collection_method, defused(invoice.description or ""), page, visit.mode,
    ]  # fmt: skip
