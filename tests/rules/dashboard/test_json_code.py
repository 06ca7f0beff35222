"""JSON in coloured words: together they are the text, to the last character."""

import json

import pytest

from billhook.dashboard.json_code import COLOURED_MAX, json_code


@pytest.mark.parametrize(
    "value",
    [
        {}, [], "", None, True, -1.5e-7, {"a": {"b": [1, None, False, "x"]}}, {'"<&>\\': "\n\t\u0000\u202e😀"},
        {"": ""}, [[[]]], {"a": "//", "b": "/* no comment */"},
    ],
)  # fmt: skip
def test_the_words_are_the_text(value: object) -> None:
    code = json_code(value)
    assert "".join(word for _, word in code.pieces) == code.text
    assert json.loads(code.text) == value


def test_each_kind_of_word_has_its_colour() -> None:
    code = json_code({"amount": 1200, "paid": True, "memo": "Hedge: 3", "due": None})
    assert [(kind, word) for kind, word in code.pieces if kind] == [
        ("name", '"amount"'), ("number", "1200"), ("name", '"paid"'), ("word", "true"),
        ("name", '"memo"'), ("text", '"Hedge: 3"'), ("name", '"due"'), ("word", "null"),
    ]  # fmt: skip


def test_a_long_text_is_one_plain_piece() -> None:
    assert len(json_code("x" * (COLOURED_MAX - 2)).pieces) == 1
    assert json_code("x" * (COLOURED_MAX - 2)).pieces[0][0] == "text"
    assert json_code("x" * (COLOURED_MAX - 1)).pieces[0][0] == ""
