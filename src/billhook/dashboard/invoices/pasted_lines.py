"""Lines that were copied from a spreadsheet: a table of text becomes lines of the editor, or says what is wrong where.

Columns stand apart by tabs, or else by semicolons, or else by commas. A first row may name them; without names there
are two (description, unit price), three (with the quantity between them) or four (with the tax at the end).
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from billhook.dashboard import numbers
from billhook.dashboard.invoices.typed_draft import TypedLine
from billhook.dashboard.numbers import NotANumber

TEXT_LENGTH_MAX = 200_000
_SEPARATORS = "\t;,"
_NAMES = {
    "description": ("description", "item", "text", "name", "service", "product"),
    "quantity": ("quantity", "qty", "units", "hours", "amount of units"),
    "price": ("unit price", "price", "rate", "unit amount", "amount"),
    "tax": ("tax", "vat", "gst", "tax rate"),
}
_UNNAMED = {
    2: ("description", "price"),
    3: ("description", "quantity", "price"),
    4: ("description", "quantity", "price", "tax"),
}


@dataclass(frozen=True, slots=True)
class TaxChoice:
    """A tax rate that a row may name: by its name, or by its percentage."""

    id: str
    name: str
    percentage: Decimal


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row as it was understood; `fault` says what was not. `number` is its place in the text, from 1."""

    number: int
    line: TypedLine
    fault: str = ""


def rows_of(text: str, currency: str, locale: str, taxes: Sequence[TaxChoice]) -> list[PastedRow]:
    """Every row that is not empty, in order; `currency` is that of the prices, `locale` that of the numbers."""
    try:
        table = [(n, cells) for n, cells in enumerate(_table(text), 1) if any(cells)]
    except csv.Error:
        return [PastedRow(1, TypedLine(), "This is no table: a cell is too long, or a quotation mark does not end.")]
    if not table:
        return []
    named = _named(table[0][1])
    columns = named or _UNNAMED.get(max(len(cells) for _, cells in table))
    if columns is None:
        fault = "Copy two to four columns: description, quantity, unit price, tax."
        return [PastedRow(n, TypedLine(description=" ".join(cells)), fault) for n, cells in table]
    found = []
    for n, cells in table[1:] if named else table:
        values = dict(zip(columns, cells, strict=False))
        found.append(_row(n, values, currency, locale, taxes))
    return found


def _table(text: str) -> list[list[str]]:
    separator = next((one for one in _SEPARATORS if one in text), "\t")
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    return [[cell.strip() for cell in cells] for cells in rows]


def _named(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The columns that a first row names; None if it is a row like the others."""
    known = {word: name for name, words in _NAMES.items() for word in words}
    columns = tuple(known.get(cell.lower(), "") for cell in cells)
    return columns if {"description", "price"} <= set(columns) else None


def _row(
    number: int, values: Mapping[str, str], currency: str, locale: str, taxes: Sequence[TaxChoice]
) -> PastedRow:  # fmt: skip
    line = TypedLine(
        description=values.get("description", ""), quantity=values.get("quantity") or "1", price=values.get("price", "")
    )
    if not line.description:
        return PastedRow(number, line, "There is no description.")
    try:
        quantity = numbers.decimal(line.quantity, locale)
        price = numbers.minor_units(line.price, currency, locale)
    except NotANumber as error:
        which = "price" if line.quantity == "1" or _is_number(line.quantity, locale) else "quantity"
        return PastedRow(number, line, f"The {which} cannot be read. {error}")
    if quantity < 0:
        return PastedRow(number, line, "A quantity is not negative. Make the price negative instead.")
    tax = _tax(values.get("tax", ""), locale, taxes)
    if tax is None:
        return PastedRow(number, line, f"There is no tax rate “{values['tax']}”.")
    typed = TypedLine(
        description=line.description,
        quantity=numbers.typed_quantity(quantity, locale),
        price=numbers.typed(price, currency, locale),
        tax=tax,
    )
    return PastedRow(number, typed)


def _is_number(text: str, locale: str) -> bool:
    try:
        numbers.decimal(text, locale)
    except NotANumber:
        return False
    return True


def _tax(text: str, locale: str, taxes: Sequence[TaxChoice]) -> str | None:
    """The id of the rate that a cell names, empty for none; None for a rate that is not there, or not the only one."""
    if not text or text in ("0", "0%", "0 %", "-", "–"):
        return ""
    wanted = text.lower()
    named = [tax.id for tax in taxes if tax.name.lower() == wanted]
    if not named and _is_number(text.rstrip("% "), locale):
        percent = numbers.decimal(text.rstrip("% "), locale)
        named = [tax.id for tax in taxes if tax.percentage == percent]
    return named[0] if len(named) == 1 else None
