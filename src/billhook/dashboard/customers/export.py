"""The customers of the list as a CSV file. An import takes the same columns back (`importing.py`)."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from billhook.customers import verbs
from billhook.customers.objects import Customer
from billhook.customers.params import ListCustomers
from billhook.dashboard.csv_files import amount, defused, moment
from billhook.dashboard.customers.pages import asked_for, searching
from billhook.dashboard.exporting import csv_of, named_after, one_page, pages_of
from billhook.dashboard.visiting import Visit
from billhook.db.searching import LOOKED_AT_MAX
from billhook.invoices import counting_store
from billhook.invoices.counting_store import Billed
from billhook.tax import tax_ids_store
from billhook.tax.objects import TaxId

ADDRESS = ("line1", "line2", "postal_code", "city", "state", "country")
COLUMNS = (
    "id", "name", "email", "phone", *ADDRESS, "tax_exempt", "tax_ids", "currency", "locale", "balance", "invoiced",
    "paid", "outstanding", "past_due", "created", "description",
)  # fmt: skip


async def download(visit: Visit) -> Response:
    """All customers that the address asks for, newest first; of a search the best matches."""
    searched, email, clock = asked_for(visit)
    file = named_after(visit, "customers", {"q": searched, "email": email, "clock": clock})
    if searched:
        async with visit.reader() as reader:
            found, _ = await searching(reader, searched, email, clock, LOOKED_AT_MAX)
        pages = one_page(found)
    else:
        pages = pages_of(visit, verbs.LIST, ListCustomers, email=email or None, test_clock=clock or None)

    async def rows(customers: Sequence[Customer]) -> list[Sequence[object]]:
        ids = [customer.id for customer in customers]
        async with visit.reader() as reader:
            billed = await counting_store.billed(reader, {c.id: c.currency for c in customers if c.currency})
            tax_ids = await tax_ids_store.of_customers(reader, ids)
        return [_row(customer, billed, tax_ids) for customer in customers]

    return csv_of(file, COLUMNS, pages, rows)


def _row(
    customer: Customer, billed: Mapping[str, Billed], tax_ids: Mapping[str, Sequence[TaxId]]
) -> Sequence[object]:  # fmt: skip
    sums = billed.get(customer.id, Billed())
    currency = customer.currency
    minor = (customer.balance, sums.invoiced, sums.paid, sums.outstanding, sums.past_due)
    address: Mapping[str, str | None] = {**(customer.address or {})}
    texts = (customer.name, customer.email, customer.phone, *(address.get(part) for part in ADDRESS))
    return [
        customer.id, *(defused(text or "") for text in texts), customer.tax_exempt,
        defused("; ".join(f"{one.type} {one.value}" for one in tax_ids[customer.id])), currency or "",
        defused(", ".join(customer.preferred_locales)),
        *(amount(each, currency) if currency is not None else "" for each in minor), moment(customer.created),
        defused(customer.description or ""),
    ]  # fmt: skip
