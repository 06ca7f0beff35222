"""The signs that banks take, and the ids that are made of them (EPC217-08)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.kernel.ids import new_id
from billhook.sepa_files.rules.signs import ID_MAX, NAME_MAX, end_to_end_id, plain

SIGNS = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Jenny Rosen", "Jenny Rosen"), ("Müller & Söhne", "Mueller + Soehne"), ("ÄÖÜß", "AeOeUess"),
        ("Société Générale", "Societe Generale"), ("Łódź", "Lodz"), ("Αθήνα", "Athena"), ("Иван", "Ivan"),
        ("a_b", "a-b"), ("50% <b>", "50 b"), ("  two   words ", "two words"), ("/x//y/", "x/y"), ("", "NOTPROVIDED"),
        ("%%%", "NOTPROVIDED"), ("line\nnext", "line next"), ("\x00x", "x"), ("10€", "10EUR"), ("x" * 80, "x" * 70),
    ],
)  # fmt: skip
def test_texts(text: str, wanted: str) -> None:
    assert plain(text, NAME_MAX) == wanted


@given(st.text(), st.integers(1, 140))
def test_any_text_is_taken(text: str, limit: int) -> None:
    made = plain(text, limit)
    assert SIGNS.fullmatch(made)
    assert made.strip() == made
    assert 0 < len(made) <= max(limit, len("NOTPROVIDED"))
    assert "//" not in made
    assert not made.startswith("/")
    assert not made.endswith("/")


def test_ids_fit_and_differ() -> None:
    calls = [new_id("call") for _ in range(200)]
    made = [end_to_end_id(call) for call in calls]
    assert len(set(made)) == len(calls)
    assert all(len(id) <= ID_MAX and SIGNS.fullmatch(id) for id in made)
