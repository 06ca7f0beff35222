"""Files that people bring: how they become tables, and what their columns are taken for."""

import pytest

from billhook.dashboard.csv_files import defused, undefused
from billhook.dashboard.csv_tables import ROWS_MAX, NoTable, guessed, table_of, text_of, values_of


@pytest.mark.parametrize(
    "text",
    [
        "name,email\nHecke,a@b.example\n",
        "name;email\r\nHecke;a@b.example",
        "\ufeffname\temail\nHecke\ta@b.example\n\n",
        '"name","email"\n"Hecke","a@b.example"\n,\n',
    ],
)
def test_columns_stand_apart_by_what_the_first_line_has_most_of(text: str) -> None:
    table = table_of(text)
    assert table.head == ["name", "email"]
    assert [(row.number, row.cells) for row in table.rows] == [(2, ["Hecke", "a@b.example"])]


def test_a_cell_may_have_lines_and_quotation_marks() -> None:
    table = table_of('name,description\n"Zaun ""Klassik""","one\ntwo"\n')
    assert table.rows[0].cells == ['Zaun "Klassik"', "one\ntwo"]


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1", "-5", "@home", "plain", "'quoted'", "'", ""])
def test_what_was_made_safe_comes_back_as_it_was(text: str) -> None:
    assert undefused(defused(text)) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no row"),
        ("name,email", "There is no row"),
        ("name\n\n\n", "There is no row"),
        ('name\n"never ends', "This is no table"),
        ("name\n" + "x\n" * (ROWS_MAX + 1), "This has 2,001 rows"),
        ("name\n" + "x" * 100_000 + "\n" + "y" * 1_000_000, "This is larger than 1 MB"),
        (",".join("abcdefghij" * 7) + "\n1", "more than 60 columns"),
    ],
)
def test_what_is_no_table_is_told(text: str, sentence: str) -> None:
    with pytest.raises(NoTable, match=sentence):
        table_of(text)


def test_a_column_is_known_by_its_name_or_another_and_taken_once() -> None:
    synonyms = {"email": ("e_mail", "mail"), "postal_code": ("zip",)}
    assert guessed(["E-Mail", "ZIP", "Mail", "Shoe size"], synonyms) == ["email", "postal_code", "", ""]


def test_a_row_may_be_shorter_than_its_head() -> None:
    (row,) = table_of("a,b,c\n1").rows
    assert values_of(row, ["name", "", "email"]) == {"name": "1", "email": ""}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_what_spreadsheets_write(encoding: str) -> None:
    assert text_of("name\nMüller – Söhne".encode(encoding)) == "name\nMüller – Söhne"
