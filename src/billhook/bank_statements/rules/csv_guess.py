"""A first mapping of a CSV file that nobody has described yet, for a person to mend (live-money.md §4.1)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from billhook.bank_statements.rules.csv_mapping import (
    DATE_FORMS,
    ENCODINGS,
    SEPARATORS,
    Columns,
    CsvMapping,
    read_csv,
    titles_of,
)
from billhook.bank_statements.rules.values import Movement, UnreadableFile, told
from billhook.kernel.replacing import replace

_WHICH_MARK = "Say whether a comma or a point is the mark of decimals: the amounts can be read as both."
_LINES = 60
_BYTES = 200_000

# Words in the titles of banks, in small letters; the first column with one of them has it.
_WORDS = {
    "date": ("buchungstag", "buchungsdatum", "buchung", "booking", "posting", "datum", "date", "fecha", "data"),
    "value_date": ("valuta", "wertstellung", "value"),
    "direction": (
        "soll/haben", "haben/soll", "s/h", "h/s", "af bij", "af/bij", "bij/af", "credit/debit", "debit/credit", "cr/dr",
        "dr/cr", "d/c", "c/d", "debit or credit", "credit or debit", "direction", "lastschrift/gutschrift",
    ),
    "credit": ("haben", "gutschrift", "credit", "crédit", "money in", "paid in"),
    "debit": ("soll", "lastschrift", "debit", "débit", "money out", "paid out"),
    "amount": ("betrag", "amount", "montant", "umsatz", "bedrag", "importe", "importo"),
    "currency": ("währung", "waehrung", "currency", "devise", "valuta code"),
    "iban": ("iban", "kontonummer", "account number", "tegenrekening"),
    "name": (
        "begünstigter", "beguenstigter", "auftraggeber", "zahlungspflichtiger", "name", "payer", "counterparty",
        "party",
    ),
    "end_to_end_id": ("ende-zu-ende", "end-to-end", "end to end", "endtoend", "kundenreferenz"),
    "mandate_id": ("mandat", "mandate"),
    "bank_reference": ("transaction id", "transaktions", "bank reference", "bankreferenz"),
    "purpose": (
        "verwendungszweck", "purpose", "reference", "description", "remittance", "omschrijving", "libellé", "zweck",
    ),
}  # fmt: skip
# What a word of the list must not stand beside.
_NOT = {
    "iban": ("own", "auftragskonto", "eigen"), "name": ("own",), "credit": ("creditor", "gläubiger"),
    "bank_reference": ("typ", "art", "text", "datum", "währung"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """The titles of a file, and what they probably are."""

    titles: tuple[str, ...]
    mapping: CsvMapping


def guess(content: bytes, account: str = "", currency: str = "eur") -> Guess:
    """What a file probably says. Raises UnreadableFile if it is no table at all."""
    encoding = _encoding(content)
    lines = content[:_BYTES].decode(encoding, "replace").splitlines()[:_LINES]
    separator, place = _head(lines)
    plain = CsvMapping(
        account=account, currency=currency, columns=Columns(date="", amount=""), encoding=encoding,
        separator=separator, skip_lines=place,
    )  # fmt: skip
    titles = tuple(told(title) for title in titles_of(content, plain))
    columns = _columns([title for title in titles if title])
    return Guess(titles, fitted(content, replace(plain, columns=columns)).mapping)


def _encoding(content: bytes) -> str:
    try:
        content.decode(ENCODINGS[0])
    except UnicodeDecodeError:
        return ENCODINGS[1]
    return ENCODINGS[0]


def _head(lines: Sequence[str]) -> tuple[str, int]:
    """The separator, and how many lines stand above the titles: the first of the longest lines of a table."""
    best: tuple[int, str, int] | None = None
    for separator in SEPARATORS:
        counts = [line.count(separator) for line in lines]
        most = max(counts[:-1] or counts, default=0)
        if most and (best is None or most > best[0]):
            best = (most, separator, next(place for place, count in enumerate(counts) if count >= most))
    if best is None:
        raise UnreadableFile("The file is no table: no line has a semicolon, a comma or a tab.")
    return best[1], best[2]


def _columns(titles: Sequence[str]) -> Columns:
    free = list(titles)
    found: dict[str, str] = {}
    for name, words in _WORDS.items():
        if name == "purpose":
            continue
        title = _first(free, words, _NOT.get(name, ()))
        if title and not (name == "amount" and "credit" in found and "debit" in found):
            found[name] = title
            free.remove(title)
    if not ("credit" in found and "debit" in found):
        found.pop("credit", None)
        found.pop("debit", None)
    if "amount" not in found:
        found.pop("direction", None)
    purposes = tuple(title for title in free if any(word in title.casefold() for word in _WORDS["purpose"]))
    return Columns(**{"date": "", **found}, purpose=purposes)


def _first(titles: Iterable[str], words: Sequence[str], unwanted: Sequence[str]) -> str:
    known = [one for one in titles if not any(word in one.casefold() for word in unwanted)]
    return next((one for word in words for one in known if word in one.casefold()), "")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A mapping that reads a file, and what a person has to say first, because the file can be read in two ways."""

    mapping: CsvMapping
    question: str = ""


def fitted(content: bytes, mapping: CsvMapping, *, comma: bool | None = None, form: str | None = None) -> Fitted:
    """The mapping with the mark of decimals and the form of dates by which most lines can be read; what is said of
    them (`comma`, `form`) is taken as it is."""
    sample = _sample(content, mapping)
    tries = [
        replace(mapping, date_form=date_form, decimal_comma=decimal_comma)
        for date_form in ((form,) if form is not None else DATE_FORMS)
        for decimal_comma in ((comma,) if comma is not None else (True, False))
    ]
    read = [(tried, _read(sample, tried)) for tried in tries]
    best, movements = max(read, key=lambda one: len(one[1]))
    rivals = [(tried, found) for tried, found in read if movements and len(found) == len(movements)]
    for tried, found in rivals:
        if tried.date_form == best.date_form and [one.signed for one in found] != [one.signed for one in movements]:
            return Fitted(best, _WHICH_MARK)
    for tried, found in rivals:
        if [(one.booked_on, one.value_on) for one in found] != [(one.booked_on, one.value_on) for one in movements]:
            forms = f"{best.date_form} or {tried.date_form}"
            return Fitted(best, f"Say whether the form of dates is {forms}: the days can be read as both.")
    return Fitted(best)


def _read(sample: bytes, mapping: CsvMapping) -> Sequence[Movement]:
    try:
        return read_csv(sample, mapping).statements[0].movements
    except UnreadableFile:
        return ()


def _sample(content: bytes, mapping: CsvMapping) -> bytes:
    """The titles and the first lines with digits, whole ones alone."""
    head = content[:_BYTES] if len(content) <= _BYTES else content[: content.rfind(b"\n", 0, _BYTES) + 1]
    lines = head.decode(mapping.encoding, "replace").splitlines()[: mapping.skip_lines + 1 + _LINES]
    rows = [row for row in lines[mapping.skip_lines + 1 :] if re.search("[0-9]", row)]
    return "\n".join([*lines[: mapping.skip_lines + 1], *rows, ""]).encode(mapping.encoding, "replace")
