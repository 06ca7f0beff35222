"""Finding invoices: by what people type, the beginning of a number or that of the account alone; and by a query."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.invoices import store
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.params import COLLECTION_METHODS
from billhook.invoices.rules.numbering import INVOICES, place_of
from billhook.wire.search.fields import ByIndex, BySpelling, Id, Number, Searchable, Text, Token
from billhook.wire.search.finding import Hits, hits
from billhook.wire.search.params import Search

_NUMBER_LENGTH_MAX = 60
# Above every character that a number can go on with.
_LAST = "\U0010ffff"
_DIGITS_MAX = 9

_STATUS = "i.status = lower({}::text)"
SEARCHABLE = Searchable(
    resource="invoices",
    table="invoices",
    alias="i",
    off_clocks="i.test_clock IS NULL",
    made="in",
    fields={
        "created": Number("i.created"),
        "currency": Token("i.currency"),
        "customer": Id("i.customer", ByIndex(("i.customer = {}::text",))),
        "last_finalization_error_code": Token("(i.last_finalization_error ->> 'code')"),
        "last_finalization_error_type": Token("(i.last_finalization_error ->> 'type')"),
        "number": Text("i.number", BySpelling("i.number = ANY({}::text[])")),
        # Receipts have no number of their own.
        "receipt_number": Text("NULL::text"),
        "subscription": Text("i.subscription"),
        "status": Text(
            "i.status", ByIndex([f"{_STATUS} AND i.collection_method = '{method}'" for method in COLLECTION_METHODS])
        ),
        "total": Number("i.total"),
    },
)


async def found(reader: Reader, wanted: Search) -> Hits[InvoiceDetails]:
    """A page of the invoices that a query finds, newest first. Raises what `hits` raises."""
    return await hits(reader, SEARCHABLE, wanted, store.of_ids, lambda details: details.invoice.id)


async def numbered(reader: Reader, text: str) -> InvoiceDetails | None:
    """The invoice with exactly this number, in small letters too; the account's sequence may stand for its number."""
    ids = [row["id"] for row in await reader.fetch(_EXACT, reader.tenant.id, number_spellings(reader, text))]
    found = await store.of_ids(reader, ids)
    return found[0] if len(found) == 1 else None


async def search(reader: Reader, text: str, limit: int, customers: Sequence[str] = ()) -> list[InvoiceDetails]:
    """At most `limit` invoices: those whose number begins so, highest numbers first; then the newest of `customers`.

    Numbers of invoices on test clocks are not looked at.
    """
    wanted = text.strip()
    ids: list[str] = []
    if wanted and len(wanted) <= _NUMBER_LENGTH_MAX and " " not in wanted:
        for spelling in number_spellings(reader, wanted):
            rows = await reader.fetch(_BEGINNING, reader.tenant.id, spelling, spelling + _LAST, limit)
            ids += [row["id"] for row in rows]
    if customers and len(ids) < limit:
        rows = await reader.fetch(_OF_CUSTOMERS, reader.tenant.id, list(customers), limit)
        ids += [row["id"] for row in rows]
    ids = list(dict.fromkeys(ids))[:limit]
    found = {details.invoice.id: details for details in await store.of_ids(reader, ids)} if ids else {}
    return [found[id] for id in ids if id in found]


_EXACT = "SELECT i.id FROM invoices i WHERE i.tenant = $1 AND i.number = ANY($2) LIMIT 2"
_BEGINNING = """
    SELECT i.id FROM invoices i
    WHERE i.tenant = $1 AND i.number ~>=~ $2 AND i.number ~<~ $3 AND i.test_clock IS NULL
    ORDER BY i.number USING ~>~ LIMIT $4"""
_OF_CUSTOMERS = """
    SELECT newest.id FROM unnest($2::text[]) AS c (id), LATERAL (
        SELECT i.id FROM invoices i WHERE i.tenant = $1 AND i.customer = c.id
        ORDER BY i.id USING ~>~ LIMIT $3) newest
    ORDER BY newest.id DESC LIMIT $3"""


def number_spellings(reader: Reader, text: str) -> list[str]:
    """How a number may be written: as typed, in capital letters, and as the account writes this sequence today."""
    wanted = text.strip()[:_NUMBER_LENGTH_MAX]
    place = place_of(reader.tenant.settings, INVOICES, reader.now)
    spellings = [wanted, wanted.upper()]
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= _DIGITS_MAX and place is not None:
        spellings.append(place.number(int(wanted)))
    return list(dict.fromkeys(spellings))
