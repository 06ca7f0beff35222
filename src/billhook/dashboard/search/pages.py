"""The page of results: grouped, the best first. What is named exactly is opened at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from billhook.catalog import search_store as catalog
from billhook.catalog.objects import Product
from billhook.customers import search_store as customers
from billhook.customers.objects import Customer
from billhook.dashboard.customers.naming import named as named_customer
from billhook.dashboard.invoices.badges import Badge, badge
from billhook.dashboard.invoices.badges import named as named_invoice
from billhook.dashboard.search import by_query
from billhook.dashboard.search.exact import page_of_id
from billhook.dashboard.visiting import Visit
from billhook.invoices import search_store as invoices
from billhook.invoices.objects import InvoiceDetails
from billhook.payments import search_store as payments
from billhook.payments.objects import PaymentIntent

TEXT_LENGTH_MAX = 200
_EACH = 10
_CUSTOMERS_FOLLOWED = 5
_PAYMENTS = {
    "succeeded": ("Succeeded", "done"),
    "processing": ("Processing", "calm"),
    "requires_action": ("Needs the customer", "late"),
    "requires_capture": ("Uncaptured", "calm"),
}


async def show(visit: Visit) -> Response:
    """What matches, what a query finds, or the page of the one object with this id or number."""
    if by_query.is_query(typed := visit.asked("q")[: by_query.QUERY_LENGTH_MAX]):
        return await by_query.show(visit, typed)
    text = typed[:TEXT_LENGTH_MAX]
    if text and (page := await _named_exactly(visit, text)) is not None:
        return visit.back(visit.to(page))
    return visit.page(
        "search/results.html",
        title=f"Search for “{text}”" if text else "Search",
        text=text,
        found=await matches(visit, text, _EACH),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What matches: objects with their names, and with words and tone of their status."""

    customers: Sequence[tuple[Customer, str]]
    invoices: Sequence[tuple[InvoiceDetails, Badge, str]]
    products: Sequence[Product]
    payments: Sequence[tuple[PaymentIntent, str, tuple[str, str]]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing matches."""
        return not (self.customers or self.invoices or self.products or self.payments)


async def matches(visit: Visit, text: str, each: int) -> Found:
    """What matches, at most `each` of a kind; nothing matches an empty text."""
    if not text:
        return Found((), (), (), ())
    async with visit.reader() as reader:
        people = await customers.search(reader, text, each)
        ids = [customer.id for customer in people[:_CUSTOMERS_FOLLOWED]]
        bills = await invoices.search(reader, text, each, ids)
        things = await catalog.search(reader, text, each)
        moved = await payments.of_customers(reader, ids, each)
    names = {customer.id: named_customer(customer) for customer in people}
    return Found(
        customers=[(customer, names[customer.id]) for customer in people],
        invoices=[(one, badge(one.invoice, visit.formats.now), named_invoice(one.invoice)) for one in bills],
        products=things,
        payments=[(intent, names.get(intent.customer or "", ""), _PAYMENTS[intent.status]) for intent in moved],
    )


async def _named_exactly(visit: Visit, text: str) -> str | None:
    """The page of what has this id or this number."""
    async with visit.reader() as reader:
        if (page := await page_of_id(reader, text)) is not None:
            return page
        details = await invoices.numbered(reader, text)
    return f"/invoices/{details.invoice.id}" if details is not None else None
