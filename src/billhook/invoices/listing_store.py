"""The list of invoices as people filter, sort and sum it: every statement reads a bounded number of rows.

The API's list has few filters, and each has an index (`store.py`). People combine more of them. A statement here walks
along one index, in the order of the list, and looks at so many rows at most; the other filters sort out what it meets.
If few rows match a filter, its index names them all, and the list is made of these alone.
How and why: docs/decisions/0044.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product

from billhook.db.tx import Reader
from billhook.invoices import store
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.params import COLLECTION_METHODS
from billhook.invoices.rules.lifecycle import STATUSES
from billhook.invoices.search_store import number_spellings
from billhook.wire.lists import Span, ids_of

LOOKED_AT_MAX = 20_000
"""So many rows are looked at for one page, and for the sums."""
_FEW = 4
"""If a filter finds no more than this fraction of them, its index names all its rows, and these are sorted."""

_NO_DUE_DATE = 9_223_372_036_854_775_807
# Above every character that a number can go on with.
_LAST = "\U0010ffff"


ANY_TIME = Span()


class Sort(Enum):
    """What a list is sorted by, each time with the id behind it. The value stands in addresses."""

    CREATED = "created"
    AMOUNT = "amount"
    """By currency, then by the total."""
    DUE = "due"
    """By the due date. What has none counts as due after everything else."""


# As the index has it.
_DUE = f"coalesce(i.due_date, {_NO_DUE_DATE})"
_KEYS = {
    Sort.CREATED: ("{}.id",),
    Sort.AMOUNT: ("{}.currency", "{}.total", "{}.id"),
    Sort.DUE: ("{}.due", "{}.id"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which invoices, and in which order. Empty texts and empty spans mean any.

    Amounts are totals in minor units of `currency`, both ends included. `number` is how numbers begin. Invoices are
    those of one test `clock`, or those on none.
    """

    status: str = ""
    customer: str = ""
    method: str = ""
    currency: str = ""
    number: str = ""
    clock: str = ""
    amount_from: int | None = None
    amount_to: int | None = None
    created: Span = ANY_TIME
    due: Span = ANY_TIME
    finalized: Span = ANY_TIME
    paid: Span = ANY_TIME
    sort: Sort = Sort.CREATED
    descending: bool = True


Key = tuple[str | int, ...]
"""The place of an invoice in a list: the values that it is sorted by, the id last."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list with the keys of its rows. `has_more`: there are further rows in the direction of reading.

    `stopped_at` is the key of the last row that was looked at, if the walk ended there before the page was full.
    """

    rows: list[InvoiceDetails]
    keys: list[Key]
    has_more: bool
    stopped_at: Key | None


@dataclass(frozen=True, slots=True)
class Sum:
    """What the invoices of one currency come to, in its minor units."""

    currency: str
    number: int
    total: int
    paid: int
    remaining: int
    tax: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums by currency. If `is_part`, there were more rows to look at than may be, and the sums are of those before."""

    of: list[Sum]
    is_part: bool

    @property
    def number(self) -> int:
        """How many invoices were found."""
        return sum(each.number for each in self.of)


async def page(
    reader: Reader, listing: Listing, *, size: int, at: Key | None = None, backwards: bool = False,
    looked_at: int = LOOKED_AT_MAX,
) -> Found:  # fmt: skip
    """The `size` invoices after the key `at`, or those before it; always in the order of the list."""
    way = await _way(reader, listing, looked_at // _FEW)
    way.go(at, backwards=backwards, looked_at=looked_at)
    keys = ", ".join(f"{key} AS k{n}" for n, key in enumerate(way.keys("w")))
    sql = f"SELECT {keys} FROM ({way.walk}) w{way.where} {way.order('w')} LIMIT {size + 1}"
    rows = await reader.fetch(sql, *way.arguments)
    found: list[Key] = [tuple(row) for row in rows]
    has_more, stopped_at = len(found) > size, None
    if not has_more:
        last = await reader.fetchrow(f"SELECT {keys} FROM ({way.walk}) w OFFSET {looked_at - 1}", *way.walking)
        stopped_at = tuple(last) if last is not None else None
    found = found[:size][::-1] if backwards else found[:size]
    ids = [str(key[-1]) for key in found]
    details = {each.invoice.id: each for each in await store.of_ids(reader, ids)} if ids else {}
    there = [(details[id], key) for id, key in zip(ids, found, strict=True) if id in details]
    return Found([row for row, _ in there], [key for _, key in there], has_more, stopped_at)


async def sums(reader: Reader, listing: Listing, *, looked_at: int = LOOKED_AT_MAX) -> Sums:
    """What all invoices of a list come to."""
    way = await _way(reader, listing, looked_at // _FEW)
    way.go(None, backwards=False, looked_at=looked_at + 1)
    sql = f"""
        SELECT w.currency, count(*) AS number, sum(w.total)::bigint AS total, sum(w.amount_paid)::bigint AS paid,
            sum(CASE WHEN w.status IN ('open', 'uncollectible') THEN w.amount_due - w.amount_paid ELSE 0 END)::bigint
                AS remaining,
            sum(w.total - w.total_excluding_tax)::bigint AS tax
        FROM ({way.walk}) w{way.where} GROUP BY w.currency ORDER BY w.currency"""
    rows = await reader.fetch(sql, *way.arguments)
    seen = await reader.fetchval(f"SELECT 1 FROM ({way.walk}) w OFFSET {looked_at}", *way.walking)
    return Sums([Sum(*row) for row in rows], is_part=seen is not None)


# What the walk gives of a row. `due` is a column of it, so that the lanes of an index can be merged in this order.
_LIGHT = f"{_DUE} AS due, " + ", ".join(
    f"i.{name}"
    for name in (
        "id", "status", "customer", "currency", "collection_method", "number", "total", "total_excluding_tax",
        "amount_due", "amount_paid", "created", "due_date", "finalized_at", "paid_at",
    )
)  # fmt: skip


def _and(*conditions: str) -> str:
    return "".join(f" AND {condition}" for condition in conditions)


class _Way:
    """How a list is read: `walk` gives at most so many rows in its order, and `where` sorts out which of them match.

    `walking` are the arguments of the walk, `arguments` those of both. `$1` is the tenant.
    `ranged_by` is the column whose range a set of rows is, if rows that follow each other in the table are alike in it.
    """

    def __init__(self, reader: Reader, listing: Listing) -> None:
        self.listing = listing
        self.walking: list[object] = [reader.tenant.id]
        self.lanes: list[list[str]] = [[]]
        self.is_listed = False
        self.ranged_by = ""
        self.walk = ""
        self.where = ""
        self.arguments: list[object] = []
        self._backwards = False
        self._is_live = reader.tenant.livemode
        self._spellings = number_spellings(reader, listing.number) if listing.number else []

    def take(self, value: object) -> str:
        """Pass a value to the walk and get its placeholder."""
        self.walking.append(value)
        return f"${len(self.walking)}"

    def keys(self, alias: str) -> list[str]:
        """What the list is sorted by; the alias of the table itself is `i`."""
        keys = [key.format(alias) for key in _KEYS[self.listing.sort]]
        return [_DUE if key == "i.due" else key for key in keys]

    def order(self, alias: str) -> str:
        """ORDER BY …, in the direction of reading."""
        down = self.listing.descending != self._backwards
        if self.is_listed:
            return f"ORDER BY {alias}.id USING {'~>~' if down else '~<~'}"
        way = "DESC" if down else "ASC"
        return "ORDER BY " + ", ".join(f"{key} {way}" for key in self.keys(alias))

    def go(self, at: Key | None, *, backwards: bool, looked_at: int) -> None:
        """Write the statement: from `at` on, at most so many rows."""
        self._backwards = backwards
        after = self._of_time()
        if at is not None:
            sign = "<" if self.listing.descending != backwards else ">"
            if self.is_listed:
                after.append(f"i.id ~{sign}~ {self.take(at[-1])}")
            else:
                after.append(f"({', '.join(self.keys('i'))}) {sign} ({', '.join(self.take(value) for value in at)})")
        selects = [
            f"(SELECT {_LIGHT} FROM invoices i WHERE i.tenant = $1{_and(*lane, *after)} "
            f"{self.order('i')} LIMIT {looked_at})"
            for lane in self.lanes
        ]
        self.walk = selects[0]
        if len(selects) > 1:
            self.walk = f"SELECT * FROM ({' UNION ALL '.join(selects)}) u {self.order('u')} LIMIT {looked_at}"
        self._sort_out()

    def _sort_out(self) -> None:
        """What every filter says of a row, whatever the walk knew of it already."""
        self.arguments = [*self.walking]
        wanted, conditions = self.listing, []

        def given(condition: str, value: object) -> None:
            self.arguments.append(value)
            conditions.append(condition.format(f"${len(self.arguments)}"))

        for column, text in (
            ("status", wanted.status), ("customer", wanted.customer), ("collection_method", wanted.method),
            ("currency", wanted.currency),
        ):  # fmt: skip
            if text:
                given(f"w.{column} = {{}}", text)
        for sign, amount in ((">=", wanted.amount_from), ("<=", wanted.amount_to)):
            if amount is not None:
                given(f"w.total {sign} {{}}", amount)
        if self._spellings:
            given("w.number ^@ ANY({}::text[])", self._spellings)
        for column, span in (
            ("created", wanted.created), ("due_date", wanted.due), ("finalized_at", wanted.finalized),
            ("paid_at", wanted.paid),
        ):  # fmt: skip
            for sign, moment in ((">=", span.since), ("<", span.until)):
                if moment is not None:
                    given(f"w.{column} {sign} {{}}", moment)
        self.where = f" WHERE {' AND '.join(conditions)}" if conditions else ""

    # ── The sets of rows that an index can name ─────────────────────────────────────────────────
    def sets(self) -> list[Callable[["_Way"], list[str]]]:
        """The filters that may find few rows by an index, the most promising first: each gives its conditions."""
        wanted = self.listing
        found: list[Callable[[_Way], list[str]]] = []
        if self._spellings:
            found.append(_Way._of_number)
        if wanted.clock and not wanted.customer:
            found.append(_Way._of_clock)
        if wanted.customer and wanted.sort is not Sort.CREATED:
            found.append(_Way._of_customer)
        if wanted.currency and wanted.sort is not Sort.AMOUNT:
            found.append(_Way._of_amount)
        if wanted.due != ANY_TIME and wanted.sort is not Sort.DUE:
            found.append(_Way._of_statuses_and_due)
        if wanted.created != ANY_TIME and wanted.sort is not Sort.CREATED and not wanted.clock:
            found.append(_Way._of_created)
        return found

    # ── The lanes of an index that is walked along ──────────────────────────────────────────────
    def walk_along(self) -> None:
        """Choose the index that gives the order of the list and knows most of its filters."""
        wanted = self.listing
        if wanted.sort is Sort.AMOUNT:
            self.lanes = [self._of_amount() if wanted.currency else []]
        elif wanted.sort is Sort.DUE:
            bounds = self._of_due() if wanted.due != ANY_TIME else []
            self.lanes = [[f"i.status = {self.take(status)}", *bounds] for status in self._statuses()]
        else:
            self._walk_along_ids()

    def _walk_along_ids(self) -> None:
        wanted = self.listing
        lanes: list[list[str]] = [[]]
        if wanted.customer:
            lanes = [self._of_customer()]
        elif wanted.clock:
            lanes = [self._of_clock()]
        elif wanted.status or wanted.method:
            methods = [wanted.method] if wanted.method else COLLECTION_METHODS
            lanes = [
                [f"i.status = {self.take(status)}", f"i.collection_method = {self.take(method)}"]
                for status, method in product(self._statuses(), methods)
            ]
        self.is_listed = bool(lanes[0])
        # Nothing is finalized or paid before it is made.
        span = wanted.created
        for later in (wanted.finalized, wanted.paid):
            span = span.within(Span(None, later.until))
        if wanted.clock:
            span = ANY_TIME  # its ids say when by the wall, and its columns when by the clock
        bounds = self._made(span, is_listed=self.is_listed)
        self.lanes = [[*lane, *bounds] for lane in lanes]

    def _of_number(self) -> list[str]:
        ways = [
            f"(i.number ~>=~ {self.take(spelling)} AND i.number ~<~ {self.take(spelling + _LAST)})"
            for spelling in self._spellings
        ]
        return [f"({' OR '.join(ways)})"]

    def _of_time(self) -> list[str]:
        """What is on the clock, or on none. The walk passes by all others, whose number nothing bounds in test mode."""
        if self.listing.clock:
            return self._of_clock()
        return [] if self._is_live else ["i.test_clock IS NULL"]

    def _of_clock(self) -> list[str]:
        return [f"i.test_clock = {self.take(self.listing.clock)}"]

    def _of_customer(self) -> list[str]:
        return [f"i.customer = {self.take(self.listing.customer)}"]

    def _of_statuses_and_due(self) -> list[str]:
        self.ranged_by, self.lanes = _DUE, [[f"i.status = {self.take(status)}"] for status in self._statuses()]
        return self._of_due()

    def _of_created(self) -> list[str]:
        self.ranged_by = "i.id"
        return self._made(self.listing.created, is_listed=False)

    def _statuses(self) -> Sequence[str]:
        return [self.listing.status] if self.listing.status else list(STATUSES)

    def _of_amount(self) -> list[str]:
        wanted, self.ranged_by = self.listing, "i.total"
        bounds = ((">=", wanted.amount_from), ("<=", wanted.amount_to))
        amounts = [f"i.total {sign} {self.take(amount)}" for sign, amount in bounds if amount is not None]
        return [f"i.currency = {self.take(wanted.currency)}", *amounts]

    def _of_due(self) -> list[str]:
        span = self.listing.due
        since = [f"{_DUE} >= {self.take(span.since)}"] if span.since is not None else []
        return [*since, f"{_DUE} < {self.take(_NO_DUE_DATE if span.until is None else span.until)}"]

    def _made(self, span: Span, *, is_listed: bool) -> list[str]:
        low, high = ids_of("in", span)
        mark = "~" if is_listed else ""
        since = [f"i.id {mark}>={mark} {self.take(low)}"] if low is not None else []
        return [*since, *([f"i.id {mark}<{mark} {self.take(high)}"] if high is not None else [])]


async def _way(reader: Reader, listing: Listing, few: int) -> _Way:
    """How to read a list: the rows of a filter that finds few, or the index of its order."""
    for of in _Way(reader, listing).sets():
        way = _Way(reader, listing)
        condition = of(way)
        # The order is that of the index. Without it, the planner may read the table and hope that the first rows match.
        order = f" ORDER BY {way.ranged_by}" if way.ranged_by else ""
        rows = " UNION ALL ".join(
            f"(SELECT i.id FROM invoices i WHERE i.tenant = $1{_and(*lane, *condition)}{order} LIMIT {few + 1})"
            for lane in way.lanes
        )
        number = await reader.fetchval(
            f"SELECT count(*) FROM (SELECT 1 FROM ({rows}) u LIMIT {few + 1}) few", *way.walking
        )
        if number <= few:
            way.lanes = [[f"i.id = ANY(ARRAY({rows}))"]]
            return way
    way = _Way(reader, listing)
    way.walk_along()
    return way
