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
        ("1'234.50", False, 123_450), ("- 5,00", True, -500), ("0,500", True, 50), ("1.234,500", True, 123_450),
        ("1234,500", True, 123_450), ("1’234.5000", False, 123_450),
        ("−7.00", False, -700), ("1234567,89", True, 123_456_789),
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
    ("text", "comma"),
    [("1,000", True), ("1.000", False), ("-2,500", True), ("12.340-", False), ("1000.000", True), ("0.500", True),
     ("10 50", True), ("12'50", False), ("1.234'567", True), ("1,234,56", False)],
)  # fmt: skip
def test_what_is_another_amount_with_the_other_mark_is_never_read(text: str, comma: bool) -> None:
    """`1,000` of a bank that writes decimals with a comma would be 1.00 euros, a thousandth of 1,000."""
    mapping = replace(MAPPING, decimal_comma=comma)
    assert rows(f'02.11.2026;"{text}";;;;', mapping=mapping) == []


@pytest.mark.parametrize(("text", "comma", "amount"), [("1,234", True, 1_234), ("1,234", False, 1_234_000)])
def test_a_currency_with_three_digits_is_read_as_the_mapping_says(text: str, comma: bool, amount: int) -> None:
    (one,) = rows(f"02.11.2026;{text};;;;", mapping=replace(MAPPING, currency="kwd", decimal_comma=comma))
    assert one.amount == amount


def test_a_line_with_more_cells_than_titles_is_a_problem() -> None:
    """Half of an amount, if the comma that separates columns is also the mark of decimals."""
    mapping = replace(MAPPING, separator=",", columns=Columns(date="Date", amount="Amount"))
    head, line = "Date,Amount,Currency", "02.11.2026,119,50,EUR"
    assert rows(line, "02.11.2026,5,EUR,,", mapping=mapping, head=head)[0].amount == 500
    assert len(rows(line, mapping=mapping, head=head)) == 0


def test_a_line_in_which_the_file_ends_is_a_problem() -> None:
    """Somebody reads the file while the bank's program still writes it."""
    whole, half = "02.11.2026;5,00;A;;;", "02.11.2026;119"
    assert [one.amount for one in rows(whole, half)] == [500]
    assert [one.amount for one in rows(whole, f"{half}\r\n")] == [500, 11_900]


DIRECTED = "Datum;Bedrag;Af Bij;Naam"


@pytest.mark.parametrize(
    ("amount", "word", "signed"),
    [("5,00", "Bij", 500), ("5,00", "Af", -500), ("5,00", "S", -500), ("5,00", "h", 500), ("5,00", "DR", -500),
     ("-5,00", "Af", -500), ("-5,00", "Bij", None), ("5,00", "", None), ("5,00", "?", None)],
)  # fmt: skip
def test_a_column_that_says_the_direction(amount: str, word: str, signed: int | None) -> None:
    mapping = replace(MAPPING, columns=Columns(date="Datum", amount="Bedrag", direction="Af Bij"))
    found = rows(f"02.11.2026;{amount};{word};A", mapping=mapping, head=DIRECTED)
    assert [one.signed for one in found] == ([signed] if signed is not None else [])


def test_money_that_left_is_no_payment_because_a_column_was_overlooked() -> None:
    mapping = replace(MAPPING, columns=Columns(date="Datum", amount="Bedrag"))
    lines = ("02.11.2026;5,00;Bij;A", "02.11.2026;6,00;Af;A")
    assert [one.signed for one in rows(*lines, mapping=mapping, head=DIRECTED)] == [500]
    signed = ("02.11.2026;5,00;Bij;A", "02.11.2026;-6,00;Af;A")
    assert [one.signed for one in rows(*signed, mapping=mapping, head=DIRECTED)] == [500, -600]


def test_lines_that_cannot_be_read_count_too() -> None:
    """Or a file of two-byte lines fills the memory."""
    with pytest.raises(UnreadableFile, match="more than 100000 movements"):
        read_csv(f"{HEAD}\n".encode() + b"x\n" * 100_001, MAPPING)
    with pytest.raises(UnreadableFile, match="too long"):
        read_csv(f"{HEAD}\n".encode() + b";" * 1_000_001, MAPPING)


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
        ({"columns": Columns(date="Buchung", credit="Betrag", direction="Name")}, "direction"),
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
