"""The results of a query in the language of search: each kind of object that has all of its fields, newest first."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from billhook.catalog import search_store as catalog
from billhook.catalog import store as catalog_store
from billhook.customers import search_store as customers
from billhook.customers import store as customers_store
from billhook.dashboard.customers.naming import named as named_customer
from billhook.dashboard.invoices.badges import badge as invoice_badge
from billhook.dashboard.invoices.badges import named as named_invoice
from billhook.dashboard.payments import words
from billhook.dashboard.payments.reading import charges_of
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Reader
from billhook.invoices import search_store as invoices
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.payments import search_store as payments
from billhook.payments import store as payments_store
from billhook.payments.objects import PaymentIntent
from billhook.wire.search.fields import Searchable
from billhook.wire.search.finding import Hits
from billhook.wire.search.grammar import METADATA
from billhook.wire.search.meaning import meaning_of
from billhook.wire.search.params import Search

QUERY_LENGTH_MAX = 1_000
_EACH, _PAGE = 10, 50

_Rows = Callable[[Visit, Reader, Sequence[Any]], Awaitable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of object: how it is found, and what the table that shows it makes of it."""

    title: str
    table: str
    needs: str
    of: Searchable
    found: Callable[[Reader, Search], Awaitable[Hits[Any]]]
    rows: _Rows


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of a kind, and the address of more of it."""

    title: str
    table: str
    rows: Sequence[Any]
    more: str


async def _customers(visit: Visit, reader: Reader, found: Sequence[Any]) -> Sequence[Any]:
    return [(customer, named_customer(customer)) for customer in found]


async def _invoices(visit: Visit, reader: Reader, found: Sequence[Any]) -> Sequence[Any]:
    return [(one, invoice_badge(one.invoice, visit.formats.now), named_invoice(one.invoice)) for one in found]


async def _intents(visit: Visit, reader: Reader, found: Sequence[PaymentIntent]) -> Sequence[Any]:
    charges = await charges_of(visit, found)
    ids = {intent.customer for intent in found if intent.customer is not None}
    names = {each.id: named_customer(each) for each in await customers_store.of_ids(reader, sorted(ids))}
    return [
        (intent, names.get(intent.customer or "", ""), words.badge(intent, charges.get(intent.id))) for intent in found
    ]


async def _charges(visit: Visit, reader: Reader, found: Sequence[Any]) -> Sequence[Any]:
    """The payments that the charges are attempts of."""
    ids = list(dict.fromkeys(charge.payment_intent for charge in found))
    intents = {intent.id: intent for intent in await payments_store.intents_of_ids(reader, ids)}
    return await _intents(visit, reader, [intents[id] for id in ids if id in intents])


async def _products(visit: Visit, reader: Reader, found: Sequence[Any]) -> Sequence[Any]:
    return found


async def _prices(visit: Visit, reader: Reader, found: Sequence[Any]) -> Sequence[Any]:
    """The products that the prices belong to."""
    ids = list(dict.fromkeys(price.product for price in found))
    products = {product.id: product for product in await catalog_store.products_of_ids(reader, ids)}
    return [products[id] for id in ids if id in products and not products[id].is_deleted]


# fmt: off
_KINDS = {
    "customers": _Kind("Customers", "customers", "customers:read", customers.SEARCHABLE, customers.found, _customers),
    "invoices": _Kind("Invoices", "invoices", "invoices:read", invoices.SEARCHABLE, invoices.found, _invoices),
    "payments": _Kind("Payments", "payments", "payments:read", payments.INTENTS, payments.found_intents, _intents),
    "charges": _Kind("Payments by their charges", "payments", "payments:read", payments.CHARGES,
                     payments.found_charges, _charges),
    "products": _Kind("Products", "products", "catalog:read", catalog.PRODUCTS, catalog.found_products, _products),
    "prices": _Kind("Products by their prices", "products", "catalog:read", catalog.PRICES, catalog.found_prices,
                    _prices),
}
# fmt: on
_FIELDS = sorted({re.escape(name) for kind in _KINDS.values() for name in kind.of.fields}, key=len, reverse=True)
_LIKE_A_QUERY = re.compile(rf"-?(?:(?:{'|'.join(_FIELDS)})\s*(?:[:~><=])|{METADATA}\s*\[)")


def is_query(text: str) -> bool:
    """Whether a text begins with a clause, such as `status:` or `metadata[`."""
    return _LIKE_A_QUERY.match(text) is not None


async def show(visit: Visit, text: str) -> Response:
    """The first objects of each kind, or a page of the kind that the address names."""
    only, page = visit.asked("in"), visit.asked("page") or None
    wanted = Search.of(query=text, limit=_PAGE if only else _EACH, page=page if only else None)
    groups, refused = [], []
    async with visit.reader() as reader:
        for name, kind in _KINDS.items():
            if only not in ("", name) or not visit.may(kind.needs):
                continue
            try:
                meaning_of(text, kind.of)
                hits = await kind.found(reader, wanted)
            except ApiError as error:
                refused.append((kind, error))
                continue
            more = visit.to("/search", q=text, **{"in": name, "page": hits.next_page}) if hits.next_page else ""
            if hits.objects:
                groups.append(Group(kind.title, kind.table, await kind.rows(visit, reader, hits.objects), more))
    return visit.page(
        "search/queried.html",
        title=f"Search for “{text}”",
        text=text,
        groups=groups,
        notes=_notes(refused, is_whole=not groups and len(refused) == len(_KINDS)),
    )


def _notes(refused: Sequence[tuple[_Kind, ApiError]], *, is_whole: bool) -> list[str]:
    """What the person has to know of what was refused: a kind without the fields is nothing to tell."""
    notes = [
        f"{kind.title}: nothing among the newest {error.fields['limit']}. Narrow the query, for instance by created."
        for kind, error in refused
        if error.kind is errors.SEARCH_TOO_BROAD
    ]
    if notes or not is_whole:
        return notes
    for _, error in refused:
        if error.kind is errors.SEARCH_QUERY_INVALID:
            return [f"Character {error.fields['at']}: {error.fields['reason']}."]
        if error.kind is errors.SEARCH_PAGE_INVALID:
            return ["This page belongs to another query."]
    return ["No kind of object has all of these fields."]
