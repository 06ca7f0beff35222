"""What people type becomes patterns that an index of trigrams answers."""

import pytest

from billhook.db.searching import WORDS_MAX, patterns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   ", []),
        ("Hartmann", ["%Hartmann%"]),
        ("  Jenny \t Rosen ", ["%Jenny%", "%Rosen%"]),
        # Two letters make no trigram in the middle of a word, and one and a blank do at its beginning.
        ("Li", ["% Li%"]),
        ("a.b@c", ["% a.b@c%"]),
        ("books@hartmann.example", ["%books@hartmann.example%"]),
        ("株式会社", ["%株式会社%"]),
        # What is special in a pattern stands for itself.
        ("50%_off\\", [r"%50\%\_off\\%"]),
        # Without a letter or a digit every row would have to be read.
        ("& -- @ %%%", []),
        ("A & B", ["% A%", "% B%"]),
        ("\0Jenny\0", ["%Jenny%"]),
    ],
)
def test_patterns(text: str, expected: list[str]) -> None:
    assert patterns(text) == expected


def test_no_text_makes_a_long_search() -> None:
    assert len(patterns("word " * 100)) == WORDS_MAX
    assert max(map(len, patterns("x" * 10_000))) < 100
