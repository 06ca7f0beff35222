"""The filters of the list of invoices: they stand in the address, in words that a person may read there.

The form sends what people type: the name of a customer, amounts in the signs of their language. The address that it
leads to has the id and plain decimals, so that it says the same to everybody. What cannot be read is told at its field.
"""

import re
from dataclasses import dataclass, field

from billhook.customers import search_store
from billhook.customers import store as customers
from billhook.dashboard.customers.naming import named
from billhook.dashboard.days import begins, day_of
from billhook.dashboard.faults import Faults
from billhook.dashboard.filtering import AMOUNTS, read_amounts, read_days, span
from billhook.dashboard.search.pages import TEXT_LENGTH_MAX
from billhook.dashboard.visiting import Visit
from billhook.invoices.listing_store import Key, Listing, Sort
from billhook.invoices.params import COLLECTION_METHODS
from billhook.kernel.money import CURRENCIES
from billhook.kernel.replacing import replace
from billhook.test_clocks import store as test_clocks
from billhook.wire.lists import Span

TABS = (
    ("", "All"),
    ("draft", "Draft"),
    ("open", "Open"),
    ("past_due", "Past due"),
    ("paid", "Paid"),
    ("uncollectible", "Uncollectible"),
    ("void", "Void"),
)
METHODS = (("", "Any"), ("send_invoice", "Send an invoice"), ("charge_automatically", "Charge automatically"))
ROWS = 25

# The days that a filter knows, by the name in the address, with the words of its field.
DAYS = {
    "created_from": "Created from", "created_to": "Created to", "due_from": "Due from", "due_to": "Due to",
    "finalized_from": "Finalized from", "finalized_to": "Finalized to", "paid_from": "Paid from", "paid_to": "Paid to",
}  # fmt: skip
LABELS = {
    "customer": "Customer", "number": "Number", "currency": "Currency", **AMOUNTS, **DAYS,
    "method": "Collection method", "clock": "Test clock",
}  # fmt: skip
ORDERS = {"asc": False, "desc": True}
# With this field a form says that it was filled in by a person.
TYPED = "customer_name"

_KNOWN = {
    "status": [name for name, _ in TABS], "sort": ["", *(sort.value for sort in Sort)], "order": ["", *ORDERS],
}  # fmt: skip
_NUMBER_LENGTH_MAX = 60
_ID = re.compile(r"in_[0-9A-Za-z]{1,60}", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_MATCHES_MAX = 10


@dataclass(slots=True)
class Filters:
    """What was asked for. `given` are the filters as an address has them: days are ISO texts, amounts plain decimals.

    `typed` are the texts of the fields; `matches` are the customers who may be meant by a name, an id and words each.
    `clock` is the test clock whose invoices are listed: the one that was chosen, or the customer's.
    """

    given: dict[str, str]
    typed: dict[str, str]
    faults: Faults = field(default_factory=Faults)
    matches: list[tuple[str, str]] = field(default_factory=list)
    customer_name: str = ""
    clock: str = ""
    amounts: dict[str, int] = field(default_factory=dict)
    listing: Listing = field(default_factory=Listing)
    at: Key | None = None
    backwards: bool = False

    @property
    def query(self) -> dict[str, str]:
        """The filters and the order as an address has them, without the place in the list; what is not given is not
        there."""
        return {name: value for name, value in self.given.items() if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether something other than the tab narrows the list."""
        return any(self.given.get(name) for name in LABELS)


async def filters_of(visit: Visit) -> Filters:
    """The filters in an address, with a sentence for each that says nothing."""
    names = ("status", *LABELS, "sort", "order", "columns", "rows")
    given = {name: visit.asked(name)[:TEXT_LENGTH_MAX] for name in names}
    filters = Filters(given, dict(given))
    is_typed = TYPED in visit.request.query_params
    await _read_customer(visit, filters, is_typed=is_typed)
    await _read_clock(visit, filters)
    _read_choices(visit, filters)
    filters.amounts = read_amounts(visit, given, filters.typed, filters.faults, is_typed=is_typed)
    read_days(given, DAYS, filters.faults)
    filters.listing = _listing(visit, filters)
    _read_place(visit, filters)
    return filters


# ── Reading each of them ────────────────────────────────────────────────────────────────────────
async def _read_customer(visit: Visit, filters: Filters, *, is_typed: bool) -> None:
    """Find the customer by their id, or by the name that was typed."""
    id, name = filters.given["customer"], visit.asked(TYPED)[:TEXT_LENGTH_MAX]
    async with visit.reader() as reader:
        found = await customers.of_ids(reader, [id]) if id else []
        if not is_typed or (found and name == named(found[0])):
            filters.customer_name = named(found[0]) if found else id
            filters.clock = (found[0].test_clock or "") if found else ""
            if id and not found:
                filters.faults.fields["customer_name"] = "There is no such customer."
            return
        filters.given["customer"], filters.customer_name = "", name
        if not name:
            return
        matching = await search_store.search(reader, name, _MATCHES_MAX + 1, on_clocks=True)
    if len(same := [each for each in matching if name in (each.id, named(each), each.email)]) == 1:
        matching = same
    if len(matching) == 1:
        filters.given["customer"], filters.customer_name = matching[0].id, named(matching[0])
        filters.clock = matching[0].test_clock or ""
    elif not matching:
        filters.faults.fields["customer_name"] = "No customer has this name or e-mail."
    else:
        filters.faults.fields["customer_name"] = "Several customers match. Choose one below, or write more of the name."
        filters.matches = [
            (each.id, " · ".join(part for part in (named(each), each.email) if part))
            for each in matching[:_MATCHES_MAX]
        ]


async def _read_clock(visit: Visit, filters: Filters) -> None:
    """Let the list live in the time of the test clock that was chosen, or of the customer's."""
    chosen = filters.given["clock"]
    if chosen:
        async with visit.reader() as reader:
            if await test_clocks.find(reader, chosen) is None:
                filters.faults.fields["clock"] = "There is no such test clock."
                return
        filters.clock = chosen
    await visit.live_on(filters.clock or None)


def _read_choices(visit: Visit, filters: Filters) -> None:
    """Look whether what can be chosen is one of the choices."""
    given, faults = filters.given, filters.faults
    given["currency"] = given["currency"].lower()
    if given["currency"] and given["currency"] not in CURRENCIES:
        faults.fields["currency"] = "Choose a currency of the list."
    if given["method"] and given["method"] not in COLLECTION_METHODS:
        faults.fields["method"] = "Choose one of the list."
    if len(given["number"]) > _NUMBER_LENGTH_MAX:
        faults.fields["number"] = f"This may have at most {_NUMBER_LENGTH_MAX} characters."
    for name, known in _KNOWN.items():
        if given[name] not in known:
            faults.sentence = faults.sentence or f"There is no {name} “{given[name]}”."
            given[name] = ""
    if given["rows"] != "100":
        given["rows"] = ""


def _read_place(visit: Visit, filters: Filters) -> None:
    """Read the place in the list: what its rows are sorted by, and the id, with dots between them."""
    before = visit.asked("before")
    text = before or visit.asked("after")
    if not text:
        return
    parts = text.split(".")
    kinds = {
        Sort.CREATED: (_ID,), Sort.DUE: (_WHOLE, _ID), Sort.AMOUNT: (re.compile("[a-z]{3}"), _WHOLE, _ID),
    }[filters.listing.sort]  # fmt: skip
    if len(parts) != len(kinds) or not all(kind.fullmatch(part) for kind, part in zip(kinds, parts, strict=True)):
        filters.faults.sentence = filters.faults.sentence or "This address names no place in the list."
        return
    key: Key = tuple(int(part) if kind is _WHOLE else part for kind, part in zip(kinds, parts, strict=True))
    if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in key):
        filters.faults.sentence = "This address names no place in the list."
        return
    filters.at, filters.backwards = key, bool(before)


def place(key: Key) -> str:
    """A place in the list as an address has it."""
    return ".".join(map(str, key))


# ── What they mean ──────────────────────────────────────────────────────────────────────────────
def _listing(visit: Visit, filters: Filters) -> Listing:
    given, zone = filters.given, visit.formats.time_zone
    due = span(given, "due", zone)
    status = given["status"]
    if status == "past_due":
        status, due = "open", due.within(Span(None, visit.formats.now))
    sort = Sort(given["sort"]) if given["sort"] else Sort.DUE if due != Span() else Sort.CREATED
    descending = ORDERS[given["order"]] if given["order"] else sort is not Sort.DUE
    return Listing(
        status=status, customer=given["customer"], method=given["method"], currency=given["currency"],
        number=given["number"], clock=filters.clock, amount_from=filters.amounts.get("amount_from"),
        amount_to=filters.amounts.get("amount_to"), created=span(given, "created", zone), due=due,
        finalized=span(given, "finalized", zone), paid=span(given, "paid", zone), sort=sort, descending=descending,
    )  # fmt: skip


def by_id(filters: Filters) -> Listing:
    """The same invoices, newest first."""
    return replace(filters.listing, sort=Sort.CREATED, descending=True)


def chips(visit: Visit, filters: Filters) -> list[tuple[str, str]]:
    """Each filter in words, with the address without it."""
    given = filters.query
    shown = {
        **given, "customer": filters.customer_name, "currency": given.get("currency", "").upper(),
        "method": dict(METHODS).get(given.get("method", ""), given.get("method", "")),
        "clock": visit.clock.name if visit.clock is not None else "",
    }  # fmt: skip
    for name in DAYS:
        if (day := day_of(given.get(name, ""))) is not None:
            shown[name] = visit.formats.day(begins(day, visit.formats.time_zone))
    for name, minor in filters.amounts.items():
        shown[name] = visit.formats.money(minor, given["currency"])
    told = []
    for name, label in LABELS.items():
        if name in given:
            # Without a currency an amount means nothing.
            gone = {name, *AMOUNTS} if name == "currency" else {name}
            kept = {other: value for other, value in given.items() if other not in gone}
            told.append((f"{label}: {shown[name]}", visit.to("/invoices", **kept)))
    return told
