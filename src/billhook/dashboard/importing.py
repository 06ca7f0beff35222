"""Imports of CSV files: read, shown with what is understood and what is wrong, and then imported all or none.

Each area says which columns it takes and what a row means; the rest is here. Nothing is stored between the steps: the
page carries the text, and what was chosen for each of its columns.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from starlette.responses import Response

from billhook.dashboard.csv_tables import BYTES_MAX, NoTable, Row, Table, guessed, table_of, text_of, values_of
from billhook.dashboard.visiting import Visit
from billhook.db.verbs import Verb
from billhook.kernel.errors import ApiError

T = TypeVar("T")

SHOWN, PROBLEMS_SHOWN = 10, 50
"""So many rows are shown as they are understood, and so many of those that are not."""

DECIMAL_SIGNS = ((".", "1,234.50"), (",", "1.234,50"))


@dataclass(frozen=True, slots=True)
class Understood(Generic[T]):
    """A row: what it makes, and what it says in a line. `faults` say what is wrong, and `notes` what to look at."""

    number: int
    name: str
    made: T | None = None
    about: str = ""
    faults: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a file are read: the sign before decimals, and whether what is there already is left out."""

    decimal_sign: str
    leaves_out: bool


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """What is imported. `columns` are ours with their words, `synonyms` other names of them.

    `read` understands the rows, each given as its cells by our columns; `verb` makes them all. `again` says what
    counts as there already, where rows can be left out for it.
    """

    area: str
    path: str
    one: str
    many: str
    columns: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]
    needs: str
    sentences: Sequence[str]
    read: Callable[[Visit, Sequence[tuple[Row, Mapping[str, str]]], Reading], Awaitable[Sequence[Understood[T]]]]
    verb: Verb
    has_numbers: bool = False
    again: str = ""

    @property
    def names(self) -> Mapping[str, Sequence[str]]:
        """Our columns with their other names."""
        return {column: self.synonyms.get(column, ()) for column in self.columns}

    def counted(self, number: int) -> str:
        """ "1 customer", "12 customers"."""
        return f"1 {self.one}" if number == 1 else f"{number:,} {self.many}"


@dataclass(slots=True)
class Given:
    """What was sent: the text, what each of its columns was said to be, and how it is to be read."""

    text: str = ""
    table: Table | None = None
    columns: Sequence[str] = ()
    reading: Reading = Reading(".", leaves_out=False)
    sentence: str = ""
    rows: Sequence[Understood[Any]] = field(default_factory=tuple)

    @property
    def wrong(self) -> Sequence[Understood[Any]]:
        """The rows that cannot be imported."""
        return [row for row in self.rows if row.faults]


def pages_of(kind: Kind[T]) -> tuple[Callable[[Visit], Awaitable[Response]], Callable[[Visit], Awaitable[Response]]]:
    """The handlers of an import: what shows the empty form, and what previews and imports."""

    async def show(visit: Visit) -> Response:
        return _page(visit, kind, Given())

    async def act(visit: Visit) -> Response:
        given = await _given(visit, kind)
        if given.sentence or given.wrong or visit.form.text("do") != "import":
            return _page(visit, kind, given)
        return await _import(visit, kind, given)

    return show, act


async def _import(visit: Visit, kind: Kind[T], given: Given) -> Response:
    made = [row.made for row in given.rows if row.made is not None]
    if not made:
        given.sentence = f"There is no {kind.one} to import in these rows."
        return _page(visit, kind, given)
    try:
        await visit.run(kind.verb, made)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        given.sentence = f"Nothing was imported. {error.message}"
        return _page(visit, kind, given)
    are = "is" if len(made) == 1 else "are"
    return visit.back(visit.to(kind.path), f"{kind.counted(len(made))} {are} imported.")


async def _given(visit: Visit, kind: Kind[T]) -> Given:
    """What was sent, understood row by row; `sentence` says why it could not be read at all."""
    form, given = visit.form, Given()
    if form.is_too_large:
        given.sentence = "This file is larger than 1 MB. Import it in parts."
        return given
    given.text = text_of(form.upload.content) if form.upload is not None else form.get("text", "")
    if not given.text.strip():
        given.sentence = "Choose a file, or paste its rows."
        return given
    try:
        given.table = table_of(given.text)
    except NoTable as error:
        given.sentence = str(error)
        given.text = given.text if len(given.text) <= BYTES_MAX else ""
        return given
    head = given.table.head
    is_chosen = form.upload is None and "column_0" in form
    chosen = [form.text(f"column_{n}") for n in range(len(head))] if is_chosen else guessed(head, kind.names)
    given.columns = [name if name in kind.columns else "" for name in chosen]
    sign = form.text("decimal_sign") if is_chosen else ""
    given.reading = Reading(sign if sign in dict(DECIMAL_SIGNS) else _sign(given), bool(form.text("leave_out")))
    twice = {name for name in given.columns if name and given.columns.count(name) > 1}
    if twice:
        words = ", ".join(kind.columns[name] for name in kind.columns if name in twice)
        given.sentence = f"More than one column of the file is {words}. Choose one."
    elif missing := [kind.columns[name] for name in kind.needs.split() if name not in given.columns]:
        given.sentence = f"Choose which column of the file is {', '.join(missing)}."
    else:
        cells = [(row, values_of(row, given.columns)) for row in given.table.rows]
        given.rows = await kind.read(visit, cells, given.reading)
    return given


def _sign(given: Given) -> str:
    """The sign before decimals: a comma if prices in the file can be nothing else."""
    assert given.table is not None
    cells = [values_of(row, given.columns).get("price", "") for row in given.table.rows]
    return "," if any("," in cell and len(cell) - cell.rindex(",") in (2, 3) for cell in cells) else "."


def _page(visit: Visit, kind: Kind[T], given: Given) -> Response:
    table = given.table
    right = [row for row in given.rows if row.made is not None]
    example = [next((row.cells[n] for row in table.rows if n < len(row.cells) and row.cells[n]), "")
               for n in range(len(table.head))] if table is not None else []  # fmt: skip
    return visit.page(
        "shell/import.html",
        status=422 if given.sentence or given.wrong else 200,
        title=f"Import {kind.many}",
        area=kind.area,
        kind=kind,
        up=[(visit.to(kind.path), kind.many.capitalize())],
        away=visit.to(kind.path),
        given=given,
        columns=list(zip(table.head, given.columns, example, strict=True)) if table is not None else [],
        choices=[("", "Not imported"), *kind.columns.items()],
        decimal_signs=DECIMAL_SIGNS,
        wrong=given.wrong[:PROBLEMS_SHOWN],
        shown=right[:SHOWN],
        noted=[row for row in right if row.notes][:PROBLEMS_SHOWN],
        number=len(right),
    )
