"""A CSV file that somebody brings, as a table: its columns by name, and which of ours each of them is likely to be."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from billhook.dashboard.csv_files import undefused

ROWS_MAX = 2_000
BYTES_MAX = 1_000_000
COLUMNS_MAX = 60
_SEPARATORS = ",;\t"


class NoTable(ValueError):
    """Why a text is no table that can be imported, as a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its cells; `number` is its place in the file, where the names of the columns are row 1."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, and the rows below them that are not empty."""

    head: Sequence[str]
    rows: Sequence[Row]


def text_of(content: bytes) -> str:
    """The text of a file: UTF-8, or what spreadsheets write in place of it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").replace("\0", "")
    try:
        return content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").replace("\0", "")


def table_of(text: str) -> Table:
    """The table in a text. Columns stand apart by what its first line has most of: commas, semicolons or tabs.

    Cells that a CSV file of ours made safe are what they were before. Raises NoTable.
    """
    if len(text.encode()) > BYTES_MAX:
        raise NoTable("This is larger than 1 MB. Import it in parts.")
    text = text.removeprefix("\ufeff").strip("\r\n")
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise NoTable("This is no table: a cell is too long, or a quotation mark does not end.") from None
    cells = [[undefused(cell.strip()) for cell in line] for line in lines]
    rows = [Row(number, line) for number, line in enumerate(cells[1:], 2) if any(line)]
    if not cells or not any(cells[0]) or not rows:
        raise NoTable("There is no row in this. The first row names the columns; the others follow it.")
    if len(rows) > ROWS_MAX:
        raise NoTable(f"This has {len(rows):,} rows. Import at most {ROWS_MAX:,} at once.")
    if max(len(cells[0]), *(len(row.cells) for row in rows)) > COLUMNS_MAX:
        raise NoTable(f"This has more than {COLUMNS_MAX} columns.")
    return Table(cells[0], rows)


def guessed(head: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> list[str]:
    """For each column of a file the one of ours that its name means, each at most once; empty where none is meant.

    `synonyms` are other names of our columns, as `_plain` writes them.
    """
    known = {name: column for column, names in synonyms.items() for name in (column, *names)}
    found: list[str] = []
    for name in head:
        column = known.get(_plain(name), "")
        found.append(column if column not in found else "")
    return found


def _plain(name: str) -> str:
    """A name in small letters, its words joined by one line: "Postal code" is postal_code."""
    return re.sub(r"[\W_]+", "_", name.lower()).strip("_")


def values_of(row: Row, columns: Sequence[str]) -> dict[str, str]:
    """The cells of a row by our columns; a cell that is not there is empty."""
    cells = [*row.cells, *[""] * (len(columns) - len(row.cells))]
    return {column: cell for column, cell in zip(columns, cells, strict=False) if column}
