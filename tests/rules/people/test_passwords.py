"""What is accepted as a password, by table."""

import pytest

from billhook.people.rules.passwords import fault, is_short, length_least

LONG, SHORT, TOO_SHORT = "hedges grow in june", "heron weir", "heron wei"


def test_a_password_alone_needs_fifteen_characters_and_ten_with_a_second_factor() -> None:
    assert (length_least(has_factor=False), length_least(has_factor=True)) == (15, 10)
    assert fault("a" * 7 + "bcdefgh") == "Use at least 15 characters. A short sentence is easy to remember."
    assert fault(SHORT) is not None
    assert fault(SHORT, has_factor=True) is None
    assert fault(TOO_SHORT, has_factor=True) == "Use at least 10 characters. A short sentence is easy to remember."
    assert fault(LONG) is None


@pytest.mark.parametrize("has_factor", [False, True])
@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword", "qwertyuiop12345", "abababababababab", "billhookbillhook", "anna@example.com12",
        "Anna Berg anna berg", "CORRECT HORSE BATTERY STAPLE", "Hedges & Co Hedges & Co",
    ],
)  # fmt: skip
def test_a_second_factor_excuses_no_password_that_anybody_would_try(password: str, has_factor: bool) -> None:
    who = {"name": "Anna Berg", "email": "anna@example.com", "business": "Hedges & Co"}
    assert fault(password, has_factor=has_factor, **who) is not None


@pytest.mark.parametrize(
    "password", ["1234567890", "password12", "qwertyuiop", "iloveyou12", "letmein1234", "0987654321"]
)
def test_short_ones_that_people_choose_are_refused_too(password: str) -> None:
    assert fault(password, has_factor=True) == "Many people would try this one first. Choose another."


def test_what_counts_is_the_text_that_is_hashed() -> None:
    """A letter with its accent is one character, whichever way the keyboard sends it."""
    assert is_short("e\u0301" * 14)
    assert not is_short("e\u0301" * 15)
