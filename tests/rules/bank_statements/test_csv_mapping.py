"""CSV by a mapping (live-money.md §4.1)."""

from dataclasses import replace
from datetime import date

import pytest

from billhook.bank_statements.rules.csv_mapping import Columns, CsvMapping, header_hash, read_csv
from billhook.bank_statements.rules.values import Movement, UnreadableFile

MAPPING = CsvMapping(
    account="DE89 3704 0044 0532 0130 00", currency="eur",
    columns=Columns(date="Buchung", amount="Betrag", name="Name", iban="IBAN", purpose=("Zweck", "Zusatz")),
)  # fmt: skip
HEAD = "Buchung;Betrag;Name;IBAN;Zweck;Zusatz"


def rows(*lines: str, mapping: CsvMapping = MAPPING, head: str = HEAD) -> list[Movement]:
    content = "\r\n".join([head, *lines]).encode(mapping.encoding)
    (statement,) = read_csv(content, mapping).statements
    return list(statement.movements)


def test_a_line_field_by_field() -> None:
    (one,) = rows('02.11.2026;1.119,00;"Rosen; Jenny";DE02 1203 0000 0000 2020 51;Rechnung;NL-2026-0042')
    assert one == Movement(
        amount=111_900, is_credit=True, currency="eur", booked_on=date(2026, 11, 2), value_on=date(2026, 11, 2),
        ordinal=0, name="Rosen; Jenny", iban="DE02120300000000202051", purpose="Rechnung NL-2026-0042",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "comma", "signed"),
    [
        ("1.234,50", True, 123_450), ("-1.234,50", True, -123_450), ("+5", True, 500), ("5,5", True, 550),
        ("5,00-", True, -500), ("5,00+", True, 500), ("1 234,50", True, 123_450), ("1,234.50", False, 123_450),
        ("1'234.50", False, 123_450), ("−7.00", False, -700), ("1234567,89", True, 123_456_789),
    ],
)  # fmt: skip
def test_amounts(text: str, comma: bool, signed: int) -> None:
    (one,) = rows(f'02.11.2026;"{text}";;;;', mapping=replace(MAPPING, decimal_comma=comma))
    assert one.signed == signed


@pytest.mark.parametrize("text", ["", "x", "1,2,3", "1.23,45", "12.34", "0,00", "5,001", "1e3", "٥"])
def test_an_amount_that_cannot_be_is_a_problem(text: str) -> None:
    """`12.34` with a decimal comma is neither 12.34 nor 1234."""
    content = f"{HEAD}\r\n02.11.2026;{text};;;;\r\n02.11.2026;5,00;;;;".encode()
    reading = read_csv(content, MAPPING)
    assert [problem.place for problem in reading.problems] == ["line 2"]
    assert [one.amount for one in reading.statements[0].movements] == [500]


@pytest.mark.parametrize(
    ("form", "text"),
    [("DD.MM.YYYY", "2.11.2026"), ("DD.MM.YY", "02.11.26"), ("DD/MM/YYYY", "02/11/2026"), ("MM/DD/YYYY", "11/02/2026"),
     ("DD-MM-YYYY", "02-11-2026"), ("YYYY-MM-DD", "2026-11-02"), ("YYYY-MM-DD", "2026-11-02T10:00"),
     ("YYYYMMDD", "20261102")],
)  # fmt: skip
def test_dates(form: str, text: str) -> None:
    (one,) = rows(f"{text};5,00;;;;", mapping=replace(MAPPING, date_form=form))
    assert one.booked_on == date(2026, 11, 2)


@pytest.mark.parametrize("text", ["31.02.2026", "2026-11-02", "", "02.11.20261"])
def test_a_date_that_cannot_be_is_a_problem(text: str) -> None:
    assert rows(f"{text};5,00;;;;") == []


def test_two_columns_of_amounts() -> None:
    columns = Columns(date="Date", credit="In", debit="Out")
    mapping = replace(MAPPING, columns=columns, separator=",", decimal_comma=False)
    lines = ("02.11.2026,5.00,", "02.11.2026,,7.00", "02.11.2026,,-8.00", "02.11.2026,1.00,1.00")
    found = rows(*lines, mapping=mapping, head="Date,In,Out")
    assert [one.signed for one in found] == [500, -700, -800]


def test_lines_above_the_titles_and_a_bom() -> None:
    mapping = replace(MAPPING, skip_lines=2)
    content = b"\xef\xbb\xbfAccount;1\nBalance;2\n" + f"{HEAD}\n02.11.2026;5,00;;;;\n\n".encode()
    assert len(read_csv(content, mapping).statements[0].movements) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"encoding": "utf-7"}, "encoding"), ({"separator": "x"}, "separator"), ({"date_form": "Y"}, "form of dates"),
        ({"skip_lines": -1}, "lines"), ({"columns": Columns(date="", amount="Betrag")}, "date"),
        ({"columns": Columns(date="Buchung")}, "amount"),
        ({"columns": Columns(date="Buchung", amount="Betrag", credit="X")}, "amount"),
        ({"columns": Columns(date="Buchung", amount="Nothing")}, "no column 'Nothing'"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit(change: dict[str, object], says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        read_csv(f"{HEAD}\n".encode(), replace(MAPPING, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'"a\x00b', b'"' + b"x" * 300_000])
def test_rubbish_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_csv(content, MAPPING)


def test_titles_are_known_again() -> None:
    assert header_hash(["Buchung ", "Betrag"]) == header_hash(["buchung", " BETRAG"])
    assert header_hash(["Buchung", "Betrag"]) != header_hash(["BuchungBetrag"])
