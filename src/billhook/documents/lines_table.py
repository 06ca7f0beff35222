"""The table of the lines as the layout places it: each row as texts, and what of it has to stay on one page.

A row is a `line`, the `heading` of a group, its `sum`, or a `folded` group whose lines are hidden. `held` is how many
rows of the table stay together from this one on, with a row for each discount; 0 for a row that another one holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from billhook.documents.labels import Labels
from billhook.documents.line_breaks import breakable
from billhook.documents.look import Look
from billhook.documents.rows import Group, Line, Table, TotalRow
from billhook.kernel import display

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

# In letters: a column with a longer cell gets a fixed width, so that the description keeps its room.
_WIDEST_CELL = 18
_LONGEST_IN_CELL = 12

# Fewer rows rarely reach a second page, and looking where a page ends sets every page twice.
_FEWEST_ROWS_OVER_PAGES = 8


@dataclass(frozen=True, slots=True)
class Writing:
    """How values are written: the words, the language, the currency, the time zone, and which columns there are."""

    labels: Labels
    locale: str
    currency: str
    time_zone: str
    look: Look

    def money(self, minor: int) -> str:
        """An amount in the document's language."""
        return display.money(minor, self.currency, self.locale)

    def row(self, row: TotalRow) -> dict[str, Json]:
        """A row of a sum."""
        return {"label": breakable(row.label), "amount": self.money(row.amount), "note": row.note}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row before it is written. `amount` is printed, `adds` is what it adds to the sum so far."""

    kind: str
    text: str
    amount: int | None
    adds: int
    line: Line | None = None
    held: int = 1


def lines_table(lines: Sequence[Line], groups: Sequence[Group], writing: Writing) -> dict[str, Json]:
    """Headings, the texts of each row, and which columns are too wide to be left to themselves."""
    rows = list(_of_groups(groups, writing)) if groups else [_of_line(line) for line in lines]
    columns = [column for column in _columns(rows, writing) if any(column[1])]
    return {
        "headings": [writing.labels.description, *(heading for heading, _ in columns)],
        "wide": [max(map(len, texts)) > _WIDEST_CELL for _, texts in columns],
        "lines": [_written(row, [texts[at] for _, texts in columns], writing) for at, row in enumerate(rows)],
        "carried": writing.labels.carried,
        "brought": writing.labels.brought,
        "sums-so-far": [writing.money(so_far) for so_far in _sums_so_far(rows)],
    }


def own_table(table: Table) -> dict[str, Json]:
    """The same of a table that comes with its texts."""
    rows: list[Json] = []
    for first, *others in table.rows:
        cells: list[Json] = [breakable(text, _LONGEST_IN_CELL) for text in others]
        rows.append(
            {"kind": "line", "description": breakable(first), "period": "", "cells": cells, "discounts": [], "held": 1}
        )
    columns = list(zip(*table.rows, strict=True))[1:]
    return {
        "headings": list(table.headings),
        "wide": [max(map(len, texts)) > _WIDEST_CELL for texts in columns],
        "lines": rows,
        "carried": "",
        "brought": "",
        "sums-so-far": [],
    }


def _of_line(line: Line, held: int | None = None) -> _Row:
    return _Row(
        "line", line.description, line.amount, line.net, line, 1 + len(line.discounts) if held is None else held
    )


def _of_groups(groups: Sequence[Group], writing: Writing) -> Iterator[_Row]:
    """A heading stays with its first line, a subtotal with its last one."""
    for group in groups:
        if group.hides_lines:
            yield _Row("folded", group.title, group.subtotal, group.subtotal)
            continue
        first, *_, last = [1 + len(line.discounts) for line in (*group.lines, *group.lines)]
        one = len(group.lines) == 1
        yield _Row("heading", group.title, None, 0, held=1 + first + (1 if one else 0))
        for at, line in enumerate(group.lines):
            if at == 0:
                yield _of_line(line, held=0)
            else:
                yield _of_line(line, held=last + 1 if at == len(group.lines) - 1 else None)
        yield _Row("sum", f"{writing.labels.subtotal} · {group.title}", group.subtotal, 0, held=0)


def _written(row: _Row, texts: list[str], writing: Writing) -> dict[str, Json]:
    line = row.line
    span = line.period if line is not None else None
    return {
        "kind": row.kind,
        "description": breakable(row.text),
        "period": "" if span is None else display.period(*span, writing.time_zone, writing.locale),
        "cells": [breakable(text, _LONGEST_IN_CELL) for text in texts],
        "discounts": [writing.row(one) for one in line.discounts] if line is not None else [],
        "held": row.held,
    }


def _sums_so_far(rows: Sequence[_Row]) -> list[int]:
    """What the lines come to after each row, less their own discounts; nothing if they fit on a page."""
    return list(accumulate(row.adds for row in rows)) if len(rows) >= _FEWEST_ROWS_OVER_PAGES else []


def _columns(rows: Sequence[_Row], writing: Writing) -> list[tuple[str, list[str]]]:
    """Heading and one text for each row. The look hides columns; one that no row fills is left out by the caller."""
    labels, look = writing.labels, writing.look
    lines = [row.line for row in rows]
    columns = [
        (look.quantities, labels.quantity, [_quantity(line, writing) for line in lines]),
        (look.unit_prices, labels.unit_price, [_unit_price(line, writing) for line in lines]),
        (look.taxes, labels.tax, [(line.tax if line is not None else None) or "" for line in lines]),
        (True, labels.amount, ["" if row.amount is None else writing.money(row.amount) for row in rows]),
    ]
    return [(heading, texts) for is_shown, heading, texts in columns if is_shown]


def _quantity(line: Line | None, writing: Writing) -> str:
    return "" if line is None or line.quantity is None else display.quantity(line.quantity, writing.locale)


def _unit_price(line: Line | None, writing: Writing) -> str:
    if line is None or line.unit_price is None:
        return ""
    return display.unit_price(line.unit_price, writing.currency, writing.locale)
