"""What a CSV file of a bank probably says, before a person has mended it (live-money.md §4.1)."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.bank_statements.rules.csv_guess import guess
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
