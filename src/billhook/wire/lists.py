"""Lists: envelopes, cursors and filters (platform.md §1.4).

Lists are ordered by id, newest first, because ids sort by the moment they were made; only lines stand in an order
of their own. A page is one statement that reads one row more than it shows, to know whether there are more.
How a filtered list stays fast on a million rows: docs/decisions/0034.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any, TypeVar

import asyncpg

from billhook.db.rows import Row
from billhook.db.rows import Rows as Table
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.kernel.ids import first_id
from billhook.kernel.wire_object import WireObject
from billhook.wire.forms import Form, encode
from billhook.wire.params import Page, Range

# Up to acacia a list says how many objects it has in all, if `expand` names this.
COUNT = "total_count"

Rows = list[asyncpg.Record]
T = TypeVar("T", bound=Row)
Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Span:
    """When something was made: not before `since` and before `until`, Unix seconds."""

    since: int | None = None
    until: int | None = None

    def within(self, other: "Span") -> "Span":
        """What is in both."""
        since = [moment for moment in (self.since, other.since) if moment is not None]
        until = [moment for moment in (self.until, other.until) if moment is not None]
        return Span(max(since, default=None), min(until, default=None))


def span_of(bounds: Range) -> Span:
    """The whole seconds that a range filter admits."""
    after = Span(None if bounds.gt is None else bounds.gt + 1, bounds.lt)
    return after.within(Span(bounds.gte, None if bounds.lte is None else bounds.lte + 1))


@dataclass(frozen=True, slots=True)
class _Fan:
    """A column before the id in a list index that takes one value for each lane."""

    column: str
    type: str
    lanes: Sequence[tuple[Any, Span]]


class Filter:
    """Conditions of a list, collected with their arguments. `$1` is always the tenant.

    A list stays fast because each filter is read from an index that gives its rows in the order of the list:

    - `equal`: there is an index on (tenant, column, id text_pattern_ops).
    - `fan`: the columns of all fans stand in one index on (tenant, columns…, id text_pattern_ops). A column that is not
      given takes each of its values in turn: the list is merged from lanes, each of them in order.
    - `made`: a moment of the list's rows bounds their ids, because an id begins with its moment.

    `where`, `within` and `conditions` only sort out what these find.
    """

    def __init__(self, tenant: int) -> None:
        self.arguments: list[Any] = [tenant]
        self.conditions: list[str] = []
        self.is_indexed = False
        self.fans: list[_Fan] = []
        # Only for what is not read from the lanes, whose columns have these values already.
        self.of_lanes: list[tuple[str, Any]] = []
        self.moment: tuple[str, str] | None = None
        self.span = Span()
        self.otherwise: str | None = None

    def where(self, condition: str, value: Any) -> None:
        """Add a condition; `{}` in it stands for the value."""
        self.conditions.append(condition.format(self.argument(value)))

    def same(self, column: str, value: Any) -> None:
        """`column = value`, unless the caller gave no value; no index has the column."""
        if value is not None:
            self.where(f"{column} = {{}}", value)

    def equal(self, column: str, value: Any) -> None:
        """`column = value`, unless the caller gave no value; a list index has the column."""
        if value is not None:
            self.same(column, value)
            self.is_indexed = True

    def indexed(self, condition: str) -> None:
        """A condition that is the one of a partial list index."""
        self.conditions.append(condition)
        self.is_indexed = True

    def fan(self, column: str, given: Any, values: Iterable[Any], type: str = "text") -> None:
        """`column = given`, or any of all `values` that it can have, where the caller gave none."""
        if given is not None:
            self.of_lanes.append((f"{column} = {{}}", given))
        self.fan_of(column, [(value, Span()) for value in ([given] if given is not None else values)], type)

    def fan_of(self, column: str, lanes: Sequence[tuple[Any, Span]], type: str) -> None:
        """A column with the values to look at, and for each when rows of that value were made."""
        self.fans.append(_Fan(column, type, lanes))

    def within(self, column: str, bounds: Range | None) -> None:
        """The bounds of a range filter such as `due_date`."""
        if bounds is None:
            return
        for sign, value in ((">", bounds.gt), (">=", bounds.gte), ("<", bounds.lt), ("<=", bounds.lte)):
            if value is not None:
                self.where(f"{column} {sign} {{}}", value)

    def made(
        self, column: str, prefix: str, bounds: Range | None, *, otherwise: bool = False, clock: str | None = None
    ) -> None:
        """The bounds of `created`: `column` is when a row was made, `prefix` that of its id.

        `otherwise`: ids may say another moment, and the table has an index of the rows whose id does
        (`dated_otherwise`, migrations/0030_lists.sql). `clock`: those are the rows with this column, the test clock
        on which they were made; the table has an index of them.
        """
        if bounds is not None:
            self.within(column, bounds)
            self.dated(column, prefix, span_of(bounds))
            if otherwise:
                self.otherwise = f"dated_otherwise({column.partition('.')[0]}.id, {column})"
            elif clock is not None:
                self.otherwise = f"{clock} IS NOT NULL"

    def off_clocks(self, column: str, *narrower: Any) -> None:
        """Leave out what is on test clocks, unless the caller asked for something narrower (platform.md §8)."""
        if all(each is None for each in narrower):
            self.conditions.append(f"{column} IS NULL")

    def dated(self, column: str, prefix: str, span: Span = Span()) -> None:
        """That the ids tell when a row was made, and the span in which all rows of the list were."""
        self.moment, self.span = (column, prefix), self.span.within(span)

    def argument(self, value: Any) -> str:
        """Pass a value and get its placeholder."""
        self.arguments.append(value)
        return f"${len(self.arguments)}"


async def page(
    reader: Reader,
    select: str,
    by: Filter,
    wanted: Page,
    *,
    table: str,
    noun: str,
    alias: str,
    key: str = "id",
) -> tuple[Rows, bool]:
    """One page of `select` (a SELECT … FROM … without WHERE), newest first, and whether there are more.

    `alias` is the table's name inside the select, `key` the column that orders it. Raises BOTH_CURSORS, and
    resource_missing (400) for a cursor that is no object of this list.
    """
    await _count(reader, select, by, wanted, alias)
    cursor = _cursor(wanted)
    way = _Way(by, table, alias, key, ascending=bool(wanted.ending_before), size=wanted.size + 1)
    if cursor is not None:
        at = await reader.fetchval(f"SELECT {key} FROM {table} WHERE tenant = $1 AND id = $2", reader.tenant.id, cursor)
        by.where(f"{way.column} {way.sign('>' if wanted.ending_before else '<')} {{}}", _known(wanted, at, noun))
    rows = await reader.fetch(f"{select} WHERE {way.condition()} {way.order()}", *by.arguments)
    return _cut(rows, wanted)


# An id may be dated so much before and after `created` (migrations/0030_lists.sql), with the 15 seconds that are its
# first five digits.
_DATED_BEFORE, _DATED_AFTER = 60, 140
_LAST = "~"  # above every id


def ids_of(prefix: str, span: Span) -> tuple[str | None, str | None]:
    """The ids between which everything is that was made in the span: the first, and the one before which they end.

    None where that end is open. They have the seconds to spare that an id may be off.
    """
    low = None if span.since is None else first_id(prefix, span.since - _DATED_BEFORE)
    high = None if span.until is None else first_id(prefix, span.until + _DATED_AFTER)
    return low, high


class _Way:
    """How the rows of a page are found: the statement behind the FROM of its select."""

    def __init__(self, by: Filter, table: str, alias: str, key: str, *, ascending: bool, size: int) -> None:
        self._by, self._table, self._alias, self._key, self._size = by, table, alias, key, size
        self.column = f"{alias}.{key}"
        self._ascending = ascending
        # The order of text_pattern_ops, which only a list index has; the other one is that of the primary key.
        self._listed = by.is_indexed or bool(by.fans)

    def sign(self, sign: str) -> str:
        """A comparison of ids in the order of the index."""
        return f"~{sign}~" if self._listed else sign

    def order(self) -> str:
        """ORDER BY … LIMIT …"""
        listed, plain = ("USING ~<~", "ASC") if self._ascending else ("USING ~>~", "DESC")
        return f"ORDER BY {self.column} {listed if self._listed else plain} LIMIT {self._size}"

    def condition(self) -> str:
        """The condition that holds for the rows of the page, and perhaps for those that follow."""
        by = self._by
        here = " AND ".join([f"{self._alias}.tenant = $1", *by.conditions])
        if by.moment is None and not by.fans:
            return here
        parts = [self._lanes(here) if by.fans else self._bounded(here)]
        if by.otherwise is not None:
            parts.append(self._dated_otherwise(here))
        keys = f"({') UNION ('.join(parts)})" if len(parts) > 1 else parts[0]
        last = f"ORDER BY found.key {'ASC' if self._ascending else 'DESC'} LIMIT {self._size}"
        return f"{self._alias}.tenant = $1 AND {self.column} = ANY(ARRAY(SELECT found.key FROM ({keys}) found {last}))"

    def _select(self, condition: str) -> str:
        head = f"SELECT {self.column} AS key FROM {self._table} {self._alias}"
        return f"{head} WHERE {condition} {self.order()}"

    def _bounded(self, here: str) -> str:
        """What was made in the span."""
        low, high = self._ids(self._by.span)
        for sign, id in ((">=", low), ("<", high)):
            if id not in ("", _LAST):
                here += f" AND {self.column} {self.sign(sign)} {self._by.argument(id)}"
        return self._select(here)

    def _lanes(self, here: str) -> str:
        """The first rows of each lane: all combinations of the values of the fans."""
        fans = self._by.fans
        lanes = []
        for lane in product(*(fan.lanes for fan in fans)):
            span = reduce(Span.within, (span for _, span in lane), self._by.span)
            low, high = self._ids(span)
            if low < high:
                lanes.append([*(value for value, _ in lane), low, high])
        columns = [[lane[n] for lane in lanes] for n in range(len(fans) + 2)]
        types = [*(fan.type for fan in fans), "text", "text"]
        given = ", ".join(f"{self._by.argument(values)}::{type}[]" for values, type in zip(columns, types, strict=True))
        names = [f"of{n}" for n in range(len(fans))]
        here += "".join(f" AND {fan.column} = lane.{name}" for fan, name in zip(fans, names, strict=True))
        here += f" AND {self.column} ~>=~ lane.low AND {self.column} ~<~ lane.high"
        return (
            f"SELECT first.key FROM unnest({given}) AS lane ({', '.join(names)}, low, high), "
            f"LATERAL ({self._select(here)}) first"
        )

    def _dated_otherwise(self, here: str) -> str:
        """The rows whose id says another moment: their span is no bound."""
        # OFFSET keeps the other conditions out, for which the planner would choose another index.
        order = "USING ~<~" if self._ascending else "USING ~>~"
        rows = (
            f"SELECT {self._alias}.* FROM {self._table} {self._alias} WHERE {self._alias}.tenant = $1 "
            f"AND {self._by.otherwise} ORDER BY {self.column} {order} OFFSET 0"
        )
        given = [condition.format(self._by.argument(value)) for condition, value in self._by.of_lanes]
        head = f"SELECT {self.column} AS key FROM ({rows}) {self._alias} WHERE {' AND '.join([here, *given])}"
        return f"{head} ORDER BY {self.column} {order} LIMIT {self._size}"

    def _ids(self, span: Span) -> tuple[str, str]:
        """The ids between which everything is that was made in the span."""
        if self._by.moment is None:
            return "", _LAST
        low, high = ids_of(self._by.moment[1], span)
        return low or "", high or _LAST


async def page_of(
    reader: Reader, table: Table[T], by: Filter, wanted: Page, *, noun: str
) -> tuple[list[T], bool]:  # fmt: skip
    """One page of a plain table, as objects. Raises as `page` does."""
    rows, has_more = await page(reader, table.select, by, wanted, table=table.table, noun=noun, alias=table.alias)
    return table.of(rows), has_more


async def page_of_lines(
    reader: Reader,
    select: str,
    by: Filter,
    wanted: Page,
    *,
    noun: str,
    alias: str,
    key: str = "id",
) -> tuple[Rows, bool]:
    """One page of the lines that `by` selects, in the order of their `position`, and whether there are more.

    A cursor is the `key` of a line of this very list. Raises as `page` does.
    """
    await _count(reader, select, by, wanted, alias)
    cursor = _cursor(wanted)
    column = f"{alias}.position"
    if cursor is not None:
        conditions = " AND ".join([f"{alias}.tenant = $1", *by.conditions])
        here = f"{select} WHERE {conditions} AND {alias}.{key} = ${len(by.arguments) + 1}"
        row = await reader.fetchrow(here, *by.arguments, cursor)
        by.where(f"{column} {'<' if wanted.ending_before else '>'} {{}}", _known(wanted, row, noun)["position"])
    conditions = " AND ".join([f"{alias}.tenant = $1", *by.conditions])
    order = f"ORDER BY {column} {'DESC' if wanted.ending_before else 'ASC'} LIMIT {wanted.size + 1}"
    rows = await reader.fetch(f"{select} WHERE {conditions} {order}", *by.arguments)
    return _cut(rows, wanted)


def cut_out(
    all_: Sequence[Each], wanted: Page, *, key: Callable[[Each], str | None], noun: str
) -> tuple[list[Each], bool]:
    """One page of what is no table, in the order given, and whether there are more. A cursor is the `key` of one.

    Raises as `page` does.
    """
    cursor = _cursor(wanted)
    rest = list(all_)
    if cursor is not None:
        at = _known(wanted, next((n for n, each in enumerate(all_) if key(each) == cursor), None), noun)
        rest = rest[:at][::-1] if wanted.ending_before else rest[at + 1 :]
    page = rest[: wanted.size]
    return (page[::-1] if wanted.ending_before else page), len(rest) > wanted.size


async def _count(reader: Reader, select: str, by: Filter, wanted: Page, alias: str) -> None:
    """Count how many there are in all, whatever the page, if the caller asked for it."""
    if COUNT not in wanted.expand:
        return
    # The page reads what is `of_lanes` from its lanes, which are no conditions.
    lanes = [condition.format(f"${n}") for n, (condition, _) in enumerate(by.of_lanes, len(by.arguments) + 1)]
    arguments = [*by.arguments, *(value for _, value in by.of_lanes)]
    conditions = " AND ".join([f"{alias}.tenant = $1", *by.conditions, *lanes])
    reader.total = await reader.fetchval(f"SELECT count(*) FROM ({select} WHERE {conditions}) all_", *arguments)


def _cursor(wanted: Page) -> str | None:
    return wanted.starting_after or wanted.ending_before


def _known(wanted: Page, found: Any, noun: str) -> Any:
    """What was found at the cursor."""
    if found is None:
        name = "starting_after" if wanted.starting_after else "ending_before"
        raise errors.NO_SUCH_PARAM(param=name, noun=noun, id=_cursor(wanted))
    if wanted.starting_after and wanted.ending_before:
        raise errors.BOTH_CURSORS()
    return found


def _cut(rows: Rows, wanted: Page) -> tuple[Rows, bool]:
    """The rows of a page, of which those before a cursor were read backwards, and whether there are more."""
    has_more = len(rows) > wanted.size
    rows = rows[: wanted.size]
    return (rows[::-1] if wanted.ending_before else rows), has_more


def envelope(url: str, data: list[WireObject], has_more: bool) -> WireObject:
    """The four keys of a list."""
    return WireObject({"object": "list", "data": data, "has_more": has_more, "url": url})


def pages_of(url: str, data: list[WireObject], has_more: bool, sent: Form) -> WireObject:
    """A list of the v2 API: the next page is an address, with what the caller sent beside the page."""
    following = f"{url}?{encode({**sent, 'page': data[-1]['id']})}" if has_more else None
    return WireObject({"data": data, "next_page_url": following, "previous_page_url": None})


def search_result(url: str, data: list[WireObject], next_page: str | None) -> WireObject:
    """What a search answers with."""
    found = {"object": "search_result", "data": data, "has_more": next_page is not None, "next_page": next_page}
    return WireObject({**found, "url": url})


def sublist(url: str, data: list[WireObject], total: int) -> WireObject:
    """A list inside an object: the first rows, whether there are more, and how many in all."""
    return WireObject({"object": "list", "data": data, "has_more": total > len(data), "total_count": total, "url": url})
