"""CSV: each bank has its own, so a mapping says where everything stands (live-money.md §4.1)."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from billhook.bank_statements.rules.values import (
    BYTES_MAX,
    MOVEMENTS_MAX,
    STATEMENT,
    Movement,
    Problem,
    Reading,
    Statement,
    UnreadableFile,
    account_number,
    minor_amount,
    told,
)
from billhook.kernel.money import minor_digits
from billhook.kernel.stored import VERSION, Json

ENCODINGS = ("utf-8-sig", "cp1252")
SEPARATORS = (";", ",", "\t")
DATE_FORMS = ("DD.MM.YYYY", "DD.MM.YY", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "YYYY-MM-DD", "YYYYMMDD")
_PROBLEMS_MAX = 100
_FIELD_MAX = 10_000
_HEAD_BYTES = 200_000
_LINE_MAX = 1_000_000

# What a column says of the direction of an amount, in small letters.
_CAME = frozenset("+ bij c cr crdt credit crédit entrada gutschrift h haben haber in kredit".split())
_LEFT = frozenset("- − af d dbit debe debet debit débit dr lastschrift out s salida soll".split())


@dataclass(frozen=True, slots=True)
class Columns:
    """The titles of the columns; an empty title is a column that the file does not have.

    The amount is one column with a sign (`amount`), or two columns (`credit`, `debit`). `direction` is a column beside
    `amount` that says `H` or `S`, `CR` or `DR`, and the like. `purpose` is any number of columns, which are joined.
    `currency` may be empty if all movements are in the currency of the mapping.
    """

    date: str
    amount: str = ""
    credit: str = ""
    debit: str = ""
    value_date: str = ""
    currency: str = ""
    name: str = ""
    iban: str = ""
    purpose: tuple[str, ...] = ()
    end_to_end_id: str = ""
    mandate_id: str = ""
    bank_reference: str = ""
    direction: str = ""


COLUMN_NAMES = tuple(Columns.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """How a bank writes its CSV.

    `account` and `currency` are those of the bank account. `skip_lines` stand above the line of titles.
    """

    account: str
    currency: str
    columns: Columns
    encoding: str = "utf-8-sig"
    separator: str = ";"
    skip_lines: int = 0
    decimal_comma: bool = True
    date_form: str = "DD.MM.YYYY"

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        columns = {name: getattr(self.columns, name) for name in COLUMN_NAMES}
        return {
            "version": VERSION, "account": self.account, "currency": self.currency, "encoding": self.encoding,
            "separator": self.separator, "skip_lines": self.skip_lines, "decimal_comma": self.decimal_comma,
            "date_form": self.date_form, "columns": {**columns, "purpose": list(self.columns.purpose)},
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "CsvMapping":
        """The mapping in any form that was ever stored."""
        columns = stored["columns"]
        return cls(
            account=stored["account"], currency=stored["currency"], encoding=stored["encoding"],
            separator=stored["separator"], skip_lines=stored["skip_lines"], decimal_comma=stored["decimal_comma"],
            date_form=stored["date_form"], columns=Columns(**{**columns, "purpose": tuple(columns["purpose"])}),
        )  # fmt: skip

    def faults(self) -> list[str]:
        """What is wrong with the mapping, a sentence each."""
        found = []
        if self.encoding not in ENCODINGS:
            found.append(f"The encoding is one of {', '.join(ENCODINGS)}.")
        if self.separator not in SEPARATORS:
            found.append("The separator is a semicolon, a comma or a tab.")
        if self.date_form not in DATE_FORMS:
            found.append(f"The form of dates is one of {', '.join(DATE_FORMS)}.")
        if not 0 <= self.skip_lines <= 100:
            found.append("At most 100 lines stand above the titles.")
        if not self.columns.date:
            found.append("A column has the date.")
        if bool(self.columns.amount) == bool(self.columns.credit or self.columns.debit):
            found.append("Either one column has the amount, or one has credits and one has debits.")
        if self.columns.direction and not self.columns.amount:
            found.append("A column that says the direction stands beside one column with the amount.")
        return found


def header_hash(titles: Sequence[str]) -> str:
    """What a mapping is found by when the bank's next file comes: a hash of the titles."""
    return hashlib.sha256("\x1f".join(told(title).casefold() for title in titles).encode()).hexdigest()


def titles_of(content: bytes, mapping: CsvMapping) -> list[str]:
    """The line of titles, read as the mapping says. Raises UnreadableFile."""
    return _rows(content[:_HEAD_BYTES], mapping, is_cut=True)[0]


def read_csv(content: bytes, mapping: CsvMapping) -> Reading:
    """The file as one statement without balances. Raises UnreadableFile."""
    if faults := mapping.faults():
        raise UnreadableFile(" ".join(faults))
    if len(content) > BYTES_MAX:
        raise UnreadableFile(f"The file is larger than {BYTES_MAX // 1_000_000} MB.")
    titles, rows = _rows(content, mapping)
    places = _places(titles, mapping)
    unread = _directions(titles, rows, places) if mapping.columns.amount and not mapping.columns.direction else {}
    last = rows[-1][0] if rows and not content.endswith((b"\n", b"\r")) else 0
    problems: list[Problem] = []
    movements: list[Movement] = []
    for line, row in rows:
        try:
            _insist_on_columns(row, titles, is_cut=line == last and len(row) < len(titles))
            one = _movement(row, places, mapping, len(movements))
            _insist_on_direction(row, unread, one)
            movements.append(one)
        except ValueError as error:
            if len(problems) < _PROBLEMS_MAX:
                problems.append(Problem(f"line {line}", f"The line cannot be read: {error}."))
    statement = Statement(
        account=account_number(mapping.account), currency=mapping.currency, kind=STATEMENT, sequence="", made_at="",
        opening=None, closing=None, movements=tuple(movements),
    )  # fmt: skip
    return Reading("csv", (statement,), tuple(problems))


_Row = list[str]


def _rows(content: bytes, mapping: CsvMapping, *, is_cut: bool = False) -> tuple[_Row, list[tuple[int, _Row]]]:
    try:
        # The end of a cut text may be half a sign.
        text = content.decode(mapping.encoding, "replace" if is_cut else "strict")
    except UnicodeDecodeError:
        raise UnreadableFile(f"The text of the file is not {mapping.encoding}.") from None
    lines = io.StringIO(text, newline="")
    for _ in range(mapping.skip_lines):
        lines.readline()
    reader = csv.reader(_bounded(lines), delimiter=mapping.separator)
    try:
        titles = next(reader, None)
        rows = [] if is_cut else _filled(reader, lambda: reader.line_num + mapping.skip_lines)
    except csv.Error as error:
        raise UnreadableFile(f"The file is no CSV: {error}.") from None
    if not titles:
        raise UnreadableFile("The file has no line of titles.")
    return titles, rows


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if len(line) > _LINE_MAX:
            raise UnreadableFile("A line of the file is too long.")
        yield line


def _filled(reader: Iterable[_Row], line: Callable[[], int]) -> list[tuple[int, _Row]]:
    """The lines that are not blank, with their numbers; never more than a file may have movements."""
    rows: list[tuple[int, _Row]] = []
    for row in reader:
        if any(cell.strip() for cell in row):
            if len(rows) >= MOVEMENTS_MAX:
                raise UnreadableFile(f"The file contains more than {MOVEMENTS_MAX} movements.")
            rows.append((line(), row))
    return rows


def _directions(titles: _Row, rows: Sequence[tuple[int, _Row]], places: Mapping[str, int]) -> Mapping[str, int]:
    """The columns that say of each amount whether it left, and of which the mapping knows nothing."""
    used = set(places.values())
    found = {}
    for place, title in enumerate(titles):
        if place in used:
            continue
        said = {row[place].strip().casefold() for _, row in rows if place < len(row)} - {""}
        if said & _LEFT and said <= _LEFT | _CAME:
            found[title] = place
    return found


def _insist_on_columns(row: _Row, titles: _Row, *, is_cut: bool) -> None:
    """Raises ValueError for a line whose cells may be those of other titles, or of which the end is missing."""
    if any(cell.strip() for cell in row[len(titles) :]):
        raise ValueError("it has more columns than there are titles")
    if is_cut:
        raise ValueError("the file ends in the middle of it")


def _insist_on_direction(row: _Row, unread: Mapping[str, int], one: Movement) -> None:
    """Raises ValueError for money that came in, if a column says that it left."""
    for title, place in unread.items():
        if one.is_credit and place < len(row) and row[place].strip().casefold() in _LEFT:
            raise ValueError(f"the column {title[:40]!r} says that the money left: map it as direction")


def _places(titles: _Row, mapping: CsvMapping) -> Mapping[str, int]:
    """Where each column stands. Raises UnreadableFile if the file does not have one of the mapping."""
    there = {told(title).casefold(): place for place, title in reversed(list(enumerate(titles)))}
    c = mapping.columns
    wanted = (
        c.date, c.amount, c.credit, c.debit, c.value_date, c.currency, c.name, c.iban, *c.purpose, c.end_to_end_id,
        c.mandate_id, c.bank_reference, c.direction,
    )  # fmt: skip
    missing = [title for title in wanted if title and told(title).casefold() not in there]
    if missing:
        raise UnreadableFile(f"The file has no column {missing[0]!r}.")
    return {title: there[told(title).casefold()] for title in wanted if title}


def _movement(row: _Row, places: Mapping[str, int], mapping: CsvMapping, ordinal: int) -> Movement:
    """Raises ValueError."""

    def _cell(title: str) -> str:
        place = places.get(title)
        text = row[place] if place is not None and place < len(row) else ""
        if len(text) > _FIELD_MAX:
            raise ValueError("a text is too long")
        return told(text)

    c = mapping.columns
    currency = _cell(c.currency).lower() or mapping.currency
    signed = _signed(_cell(c.amount), _cell(c.credit), _cell(c.debit), mapping, currency)
    if c.direction:
        signed = _directed(signed, _cell(c.direction))
    if not signed:
        raise ValueError("its amount is 0")
    booked = _date(_cell(c.date), mapping.date_form)
    valued = _cell(c.value_date)
    return Movement(
        amount=abs(signed), is_credit=signed > 0, currency=currency, booked_on=booked,
        value_on=_date(valued, mapping.date_form) if valued else booked, ordinal=ordinal,
        bank_reference=_cell(c.bank_reference), end_to_end_id=_cell(c.end_to_end_id), mandate_id=_cell(c.mandate_id),
        name=_cell(c.name), iban=account_number(_cell(c.iban)), purpose=told(" ".join(map(_cell, c.purpose))),
    )  # fmt: skip


def _signed(amount: str, credit: str, debit: str, mapping: CsvMapping, currency: str) -> int:
    """Raises ValueError. A debit counts as money that left, with a sign or without one."""
    if mapping.columns.amount:
        return _number(amount, mapping, currency)
    came = _number(credit, mapping, currency) if credit else 0
    left = abs(_number(debit, mapping, currency)) if debit else 0
    if came and left:
        raise ValueError("it has a credit and a debit")
    return came - left


def _directed(signed: int, said: str) -> int:
    """Raises ValueError unless the column says where the money went, and a sign says nothing else."""
    is_left = said.casefold() in _LEFT
    if not is_left and said.casefold() not in _CAME:
        raise ValueError(f"{said[:20]!r} is no direction")
    if signed < 0 and not is_left:
        raise ValueError("its sign and its direction contradict each other")
    return -abs(signed) if is_left else signed


def _number(text: str, mapping: CsvMapping, currency: str) -> int:
    """Raises ValueError, also for what would be another amount with the other mark of decimals."""
    plain = text.replace("−", "-").replace("’", "'")
    thousands, point = (".", ",") if mapping.decimal_comma else (",", ".")
    sign = 1
    if plain[-1:] in ("+", "-") and plain[:1] not in ("+", "-"):
        plain = plain[-1] + plain[:-1].strip()
    if plain[:1] in ("+", "-"):
        sign, plain = (-1 if plain[0] == "-" else 1), plain[1:].strip()
    grouped = rf"[1-9][0-9]{{0,2}}(?P<mark>[' {thousands}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
    found = re.fullmatch(rf"(?P<whole>{grouped}|[0-9]+)(?:{re.escape(point)}(?P<part>[0-9]+))?", plain, re.ASCII)
    if found is None:
        raise ValueError(f"{text[:40]!r} is no amount")
    whole, part = re.sub("[^0-9]", "", found["whole"]), found["part"] or ""
    may_be_thousands = len(part) == 3 and found["mark"] is None and len(whole) <= 3 and whole[0] != "0"
    if may_be_thousands and minor_digits(currency) < 3:
        raise ValueError(f"{text[:40]!r} looks like thousands, and {point!r} is the mark of decimals")
    return sign * minor_amount(f"{whole}.{part}" if part else whole, currency)


def _date(text: str, form: str) -> date:
    pattern = re.escape(form).replace("YYYY", r"(?P<y>[0-9]{4})").replace("YY", r"(?P<y>[0-9]{2})")
    pattern = pattern.replace("MM", r"(?P<m>[0-9]{1,2})").replace("DD", r"(?P<d>[0-9]{1,2})")
    match = re.match(rf"{pattern}(?![0-9])", text, re.ASCII)
    if match is None:
        raise ValueError(f"{text[:30]!r} is no date of the form {form}")
    year = int(match["y"])
    return date(year if year > 99 else 2000 + year, int(match["m"]), int(match["d"]))
