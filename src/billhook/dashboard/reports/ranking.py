"""Top customers: who was invoiced most in a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.customers import store as customers
from billhook.dashboard.charts import share
from billhook.dashboard.csv_files import amount, defused
from billhook.dashboard.customers.naming import named
from billhook.dashboard.reports.asked import Asked
from billhook.dashboard.reports.period import by_months
from billhook.dashboard.reports.sheets import Row, Sheet
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Reader
from billhook.figures import store
from billhook.figures.objects import Ranked
from billhook.figures.rules import periods

NAME, TITLE = "top-customers", "Top customers"
HOW = (
    "Customers by the totals of their invoices that were finalized in the time, less the credit notes made in it. Void "
    "invoices count nothing.",
)
_CSV = ("rank", "customer", "customer_name", "currency", "invoices", "invoiced")
RANKED_MAX = 100_000
"""Of more invoices than these nobody is ranked: it would take too long."""


@dataclass(frozen=True, slots=True)
class Found:
    """The customers in order with their names. `is_too_many`: there are too many invoices to rank."""

    ranked: Sequence[Ranked]
    names: Mapping[str, str]
    is_too_many: bool = False


async def read(reader: Reader, asked: Asked, zone: str, *, invoices: int, limit: int) -> Found:
    """The first `limit` customers; `invoices` is how many invoices the period has."""
    first, end = (periods.moment(day, zone) for day in (asked.months.first, asked.months.end))
    if not asked.is_whole:
        invoices = (await store.sums(reader, asked.currency, [first, end]))[0].invoices
    if invoices > RANKED_MAX:
        return Found((), {}, is_too_many=True)
    ranked = await store.ranked(reader, asked.currency, first, end, limit=limit)
    found = await customers.of_ids(reader, [each.customer for each in ranked]) if ranked else []
    return Found(ranked, {customer.id: named(customer) for customer in found})


def sheet(visit: Visit, asked: Asked, found: Found) -> Sheet:
    """The report in words."""
    f, currency = visit.formats, asked.currency
    longest = found.ranked[0].amount if found.ranked else 0
    missing = "Nobody was invoiced in this time."
    if found.is_too_many:
        missing = f"More than {f.number(RANKED_MAX)} invoices are too many to rank: choose a shorter period."
    return Sheet(
        NAME, TITLE, HOW, ("Invoices", "Invoiced"),
        [
            Row(found.names.get(each.customer, each.customer), _address(visit, asked, each.customer),
                (f.number(each.invoices), f.money(each.amount, currency)),
                (rank, each.customer, defused(found.names.get(each.customer, "")), currency, each.invoices,
                 amount(each.amount, currency)),
                share(each.amount, longest))
            for rank, each in enumerate(found.ranked, 1)
        ],
        _CSV, missing="" if found.ranked else missing, note=by_months(visit, asked),
    )  # fmt: skip


def _address(visit: Visit, asked: Asked, customer: str) -> str:
    """The list of the invoices of a customer."""
    return visit.to(
        "/invoices", customer=customer, finalized_from=asked.months.first.isoformat(),
        finalized_to=asked.months.last.isoformat(), currency=asked.currency,
    )  # fmt: skip
