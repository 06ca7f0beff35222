"""What a CSV file of a bank probably says, before a person has mended it (live-money.md §4.1)."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.bank_statements.rules.csv_guess import fitted, guess
from billhook.bank_statements.rules.csv_mapping import read_csv
from billhook.bank_statements.rules.values import UnreadableFile

GERMAN = (
    "Umsatzanzeige\r\n\r\nKunde;Max\r\n"
    "Buchungstag;Valutadatum;Verwendungszweck;Beguenstigter/Zahlungspflichtiger;IBAN;Betrag;Waehrung\r\n"
    "28.11.2026;29.11.2026;Rechnung NL-2026-0042;Jürgen Rosen;DE02120300000000202051;1.119,00;EUR\r\n"
    "27.11.2026;27.11.2026;Miete;Haus GmbH;DE02120300000000202051;-900,00;EUR\r\n"
)
ENGLISH = (
    "Date,Description,Money In,Money Out,Balance\n"
    '11/28/2026,"Invoice NL-2026-0042",119.00,,1119.00\n'
    "11/27/2026,Rent,,900.00,1000.00\n"
)


def test_a_german_file() -> None:
    found = guess(GERMAN.encode("cp1252"), "DE1")
    mapping = found.mapping
    assert (mapping.encoding, mapping.separator, mapping.skip_lines) == ("cp1252", ";", 3)
    assert (mapping.decimal_comma, mapping.date_form) == (True, "DD.MM.YYYY")
    columns = mapping.columns
    assert (columns.date, columns.value_date, columns.amount) == ("Buchungstag", "Valutadatum", "Betrag")
    assert (columns.currency, columns.iban) == ("Waehrung", "IBAN")
    assert columns.name == "Beguenstigter/Zahlungspflichtiger"
    assert columns.purpose == ("Verwendungszweck",)
    (statement,) = read_csv(GERMAN.encode("cp1252"), mapping).statements
    assert [one.signed for one in statement.movements] == [111_900, -90_000]
    assert statement.movements[0].name == "Jürgen Rosen"


def test_an_english_file_with_two_columns_of_money() -> None:
    found = guess(ENGLISH.encode(), currency="usd")
    assert (found.mapping.separator, found.mapping.skip_lines) == (",", 0)
    assert (found.mapping.decimal_comma, found.mapping.date_form) == (False, "MM/DD/YYYY")
    assert (found.mapping.columns.credit, found.mapping.columns.debit) == ("Money In", "Money Out")
    assert found.mapping.columns.amount == ""
    (statement,) = read_csv(ENGLISH.encode(), found.mapping).statements
    assert [one.signed for one in statement.movements] == [11_900, -90_000]


def file(*lines: str, titles: str = "Date;Amount;Name") -> bytes:
    return "\n".join([titles, *lines, ""]).encode()


@pytest.mark.parametrize(("amounts", "comma"), [(("1,000", "2,500"), False), (("1.000", "2.500"), True)])
def test_thousands_are_no_decimals(amounts: tuple[str, ...], comma: bool) -> None:
    content = file(*(f"28.11.2026;{one};A" for one in amounts))
    fits = fitted(content, guess(content).mapping)
    assert (fits.mapping.decimal_comma, fits.question) == (comma, "")
    assert [one.amount for one in read_csv(content, fits.mapping).statements[0].movements] == [100_000, 250_000]


@pytest.mark.parametrize(("amounts", "currency"), [(("1,234", "5,678"), "kwd"), (("1,234", "5.678"), "eur")])
def test_amounts_that_can_be_read_as_both_are_asked_about(amounts: tuple[str, ...], currency: str) -> None:
    content = file(*(f"28.11.2026;{one};A" for one in amounts))
    mapping = guess(content, currency=currency).mapping
    assert "mark of decimals" in fitted(content, mapping).question
    assert fitted(content, mapping, comma=False).question == ""
    assert not fitted(content, mapping, comma=False).mapping.decimal_comma


def test_days_that_can_be_read_as_both_are_asked_about() -> None:
    content = file("03/04/2026;1,00;A", "05/06/2026;2,00;A")
    mapping = guess(content).mapping
    assert "DD/MM/YYYY or MM/DD/YYYY" in fitted(content, mapping).question
    assert fitted(content, mapping, form="MM/DD/YYYY").question == ""
    assert fitted(file("03/04/2026;1,00;A", "25/06/2026;2,00;A"), mapping).question == ""


def test_a_column_of_directions_is_found() -> None:
    found = guess(file("28.11.2026;119,00;Af;A", titles="Datum;Bedrag;Af Bij;Naam")).mapping.columns
    assert (found.amount, found.direction) == ("Bedrag", "Af Bij")
    german = guess(file("28.11.2026;119,00;S;A", titles="Buchungstag;Umsatz;Soll/Haben;Name")).mapping.columns
    assert (german.amount, german.direction, german.credit, german.debit) == ("Umsatz", "Soll/Haben", "", "")


def test_a_kind_of_transaction_is_no_id_of_the_bank() -> None:
    found = guess(file("28.11.2026;119,00;Gutschrift", titles="Buchungstag;Betrag;Transaktionstyp")).mapping.columns
    assert found.bank_reference == ""


@pytest.mark.parametrize("content", [b"", b"hello", b"one\ntwo\n", b"\x00\x00"])
def test_what_is_no_table(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        guess(content)


@given(
    st.binary(max_size=300) | st.text(alphabet=';,\t"\n\ra1.-é', max_size=200).map(lambda text: text.encode("cp1252"))
)
def test_nothing_but_a_sentence_comes_of_any_file(content: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        assert guess(content).titles
