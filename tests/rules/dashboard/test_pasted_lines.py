"""Rows of a spreadsheet become lines; what cannot be read is said row by row."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.dashboard.invoices.pasted_lines import PastedRow, TaxChoice, rows_of

VAT = TaxChoice("txr_19", "VAT", Decimal(19))
REDUCED = TaxChoice("txr_7", "Reduced", Decimal(7))
CITY = TaxChoice("txr_7b", "City", Decimal(7))
TAXES = (VAT, REDUCED, CITY)


def read(text: str, locale: str = "en-US", currency: str = "eur") -> list[PastedRow]:
    return rows_of(text, currency, locale, TAXES)


def lines(text: str, locale: str = "en-US", currency: str = "eur") -> list[tuple[str, str, str, str]]:
    found = read(text, locale, currency)
    assert [row.fault for row in found] == [""] * len(found)
    return [(row.line.description, row.line.quantity, row.line.price, row.line.tax) for row in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hedge\t120", [("Hedge", "1", "120.00", "")]),
        ("Hedge\t2.5\t120", [("Hedge", "2.5", "120.00", "")]),
        ("Hedge\t2\t120\tVAT\nTravel\t1\t40\t\n", [("Hedge", "2", "120.00", "txr_19"), ("Travel", "1", "40.00", "")]),
        ("Hedge;2;1,200.50;19 %", [("Hedge", "2", "1200.50", "txr_19")]),
        ("Hedge,2,120,19%", [("Hedge", "2", "120.00", "txr_19")]),
        ('"Hedge, long",2,120,reduced', [("Hedge, long", "2", "120.00", "txr_7")]),
        ("\n\nHedge\t120\n\n", [("Hedge", "1", "120.00", "")]),
        ("Unit price\tItem\n120\tHedge", [("Hedge", "1", "120.00", "")]),
        ("Item\tNote\tQty\tPrice\tVAT\nHedge\tx\t3\t9\t19", [("Hedge", "3", "9.00", "txr_19")]),
        ("Refund\t1\t-12", [("Refund", "1", "-12.00", "")]),
        ("Hedge\t\t120", [("Hedge", "1", "120.00", "")]),
        ("Hedge\t1\t0.004", [("Hedge", "1", "0.004", "")]),
    ],
)
def test_what_is_understood(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert lines(text) == expected


def test_numbers_are_read_in_the_persons_language() -> None:
    assert lines("Hecke\t2,5\t1.200,50", "de-DE") == [("Hecke", "2,5", "1200,50", "")]
    assert lines("生垣\t1\t4500", "ja-JP", "jpy") == [("生垣", "1", "4500", "")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\t2\t120", "There is no description."),
        ("Hedge\ttwo\t120", "The quantity cannot be read. Enter a number, such as 1.50."),
        ("Hedge\t2\tmuch", "The price cannot be read. Enter a number, such as 1.50."),
        ("Hedge\t2\t", "The price cannot be read. Enter a number, such as 1.50."),
        ("Hedge\t-2\t120", "A quantity is not negative. Make the price negative instead."),
        ("Hedge\t2\t120\t21%", "There is no tax rate “21%”."),
        ("Hedge\t2\t120\t7%", "There is no tax rate “7%”."),
        ("Hedge", "Copy two to four columns: description, quantity, unit price, tax."),
        ("a\tb\tc\td\te", "Copy two to four columns: description, quantity, unit price, tax."),
    ],
)
def test_what_cannot_be_read_is_said(text: str, fault: str) -> None:
    """Two rates of seven percent are a question, not an answer."""
    (row,) = read(text)
    assert row.fault == fault


def test_a_wrong_row_keeps_its_number() -> None:
    found = read("Item\tPrice\n\nHedge\t120\nTravel\tx")
    assert [(row.number, bool(row.fault)) for row in found] == [(3, False), (4, True)]


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    for row in read(text):
        assert row.fault or (row.line.description and row.line.price)


def test_a_cell_without_end_is_told() -> None:
    (row,) = read("Hedge\t" + "9" * 140_000)
    assert row.fault.startswith("This is no table")
