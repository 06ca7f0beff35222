"""Lists: envelopes, cursors and filters (platform.md §1.4).

Lists are ordered by id, newest first, because ids sort by the moment they were made; only lines stand in an order
of their own. A page is one statement that reads one row more than it shows, to know whether there are more.
"""

from typing import Any, TypeVar

import asyncpg

from billhook.db.rows import Row
from billhook.db.rows import Rows as Table
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.wire.params import Page, Range

# Up to acacia a list says how many objects it has in all, if `expand` names this.
COUNT = "total_count"

Rows = list[asyncpg.Record]
T = TypeVar("T", bound=Row)


class Filter:
    """Conditions of a list, collected with their arguments. `$1` is always the tenant."""

    def __init__(self, tenant: int) -> None:
        self.arguments: list[Any] = [tenant]
        self.conditions: list[str] = []

    def where(self, condition: str, value: Any) -> None:
        """Add a condition; `{}` in it stands for the value."""
        self.conditions.append(condition.format(self.argument(value)))

    def equal(self, column: str, value: Any) -> None:
        """`column = value`, unless the caller gave no value."""
        if value is not None:
            self.where(f"{column} = {{}}", value)

    def within(self, column: str, bounds: Range | None) -> None:
        """The bounds of a range filter such as `created`."""
        if bounds is None:
            return
        for sign, value in ((">", bounds.gt), (">=", bounds.gte), ("<", bounds.lt), ("<=", bounds.lte)):
            if value is not None:
                self.where(f"{column} {sign} {{}}", value)

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
    column = f"{alias}.{key}"
    if cursor is not None:
        at = await reader.fetchval(f"SELECT {key} FROM {table} WHERE tenant = $1 AND id = $2", reader.tenant.id, cursor)
        by.where(f"{column} {'>' if wanted.ending_before else '<'} {{}}", _known(wanted, at, noun))
    return await _rows(reader, select, by, wanted, alias=alias, column=column, ascending=bool(wanted.ending_before))


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
    return await _rows(reader, select, by, wanted, alias=alias, column=column, ascending=not wanted.ending_before)


async def _count(reader: Reader, select: str, by: Filter, wanted: Page, alias: str) -> None:
    """Count how many there are in all, whatever the page, if the caller asked for it."""
    if COUNT in wanted.expand:
        conditions = " AND ".join([f"{alias}.tenant = $1", *by.conditions])
        reader.total = await reader.fetchval(f"SELECT count(*) FROM ({select} WHERE {conditions}) all_", *by.arguments)


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


async def _rows(
    reader: Reader, select: str, by: Filter, wanted: Page, *, alias: str, column: str, ascending: bool
) -> tuple[Rows, bool]:
    """The rows of a page; those before a cursor are read backwards and turned around."""
    conditions = " AND ".join([f"{alias}.tenant = $1", *by.conditions])
    rows = await reader.fetch(
        f"{select} WHERE {conditions} ORDER BY {column} {'ASC' if ascending else 'DESC'} LIMIT {wanted.size + 1}",
        *by.arguments,
    )
    has_more = len(rows) > wanted.size
    rows = rows[: wanted.size]
    return (rows[::-1] if wanted.ending_before else rows), has_more


def envelope(url: str, data: list[dict[str, Any]], has_more: bool) -> dict[str, Any]:
    """The four keys of a list."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def sublist(url: str, data: list[dict[str, Any]], total: int) -> dict[str, Any]:
    """A list inside an object: the first rows, whether there are more, and how many in all."""
    return {"object": "list", "data": data, "has_more": total > len(data), "total_count": total, "url": url}
