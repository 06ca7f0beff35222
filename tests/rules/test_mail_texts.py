"""Subjects and greetings in the account's own words: which is taken, what it may name, and what is refused."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.account_settings.mail_texts import KINDS, Line, OwnTexts, greetings, subjects
from billhook.account_settings.settings import AccountSettings
from billhook.kernel.languages import LANGUAGES
from billhook.payer_mails import sampling

VALUES = {"number": "NL-1", "business": "Studio Nordlicht", "customer": "Ada"}
LINES = """
    invoice de: Ihre Rechnung {number}
    invoice: Your invoice {number}
    de: Post von {business}
    *: Mail from {business}
"""


def subject(kind: str, locale: str, text: str = LINES) -> str | None:
    texts = OwnTexts.of(kind, subjects(text), ())
    return texts.subject(locale, VALUES) if texts is not None else None


@pytest.mark.parametrize(
    ("kind", "locale", "words"),
    [
        ("invoice", "de", "Ihre Rechnung NL-1"),
        ("invoice", "de_AT", "Ihre Rechnung NL-1"),
        ("invoice", "fr", "Your invoice NL-1"),
        # A text in the reader's language goes before one for this mail in no language.
        ("receipt", "de", "Post von Studio Nordlicht"),
        ("receipt", "ja", "Mail from Studio Nordlicht"),
    ],
)
def test_the_nearest_text_is_taken(kind: str, locale: str, words: str) -> None:
    assert subject(kind, locale) == words


def test_a_mail_without_a_text_has_the_usual_one() -> None:
    assert subject("receipt", "de", "invoice: Your invoice {number}") is None
    assert subject("invoice", "fr", "invoice de: Ihre Rechnung {number}") is None
    assert AccountSettings().mail_texts_of("invoice") is None


def test_a_text_that_names_what_there_is_not_is_left_out() -> None:
    texts = OwnTexts.of("invoice", (), greetings("*: Dear {customer},"))
    assert texts is not None
    assert texts.greeting("en", VALUES) == "Dear Ada,"
    assert texts.greeting("en", VALUES | {"customer": ""}) is None


def test_values_are_text() -> None:
    texts = OwnTexts.of("invoice", subjects("*: {business} {number}"), ())
    assert texts is not None
    assert texts.subject("en", {"number": "{business}", "business": "{number} \\1"}) == "{number} \\1 {business}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ihre Rechnung {number}", "must say before a colon what each text is for"),
        ("invoice de:", "must say before a colon what each text is for"),
        ("bill: x", "'bill' is none of these"),
        ("de fr: x", "'de fr' is none of these"),
        ("invoice invoice: x", "'invoice invoice' is none of these"),
        (": x", "is none of these"),
        ("de: {customer}", "must have nothing in braces but `{number}`, `{business}`"),
        ("de: {number.__class__}", "must have nothing in braces but"),
        ("de: {", "must have nothing in braces but"),
        ("de: {{number}}", "must have nothing in braces but"),
        ("de: x\nde: y", "must have one text for each mail and language"),
        ("de: " + "x" * 151, "must have texts of at most 150 printable letters"),
        ("de: a\u202eb", "must have texts of at most 150 printable letters"),
        ("\n".join(f"{kind} {language}: x" for kind in KINDS for language in LANGUAGES), "must have at most 100 lines"),
    ],
)
def test_what_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        subjects(text)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    lines: tuple[Line, ...] = ()
    with contextlib.suppress(ValueError):
        lines = subjects(text)
    assert all("\n" not in line.text for line in lines)


@given(st.sampled_from(KINDS), st.sampled_from(LANGUAGES))
def test_what_was_stored_reads_again(kind: str, language: str) -> None:
    texts = OwnTexts.of(kind, subjects(LINES), greetings("*: Dear {customer},"))
    assert texts is not None
    assert OwnTexts.from_stored(texts.to_stored()) == texts
    assert texts.subject(language, VALUES) is not None


def test_every_kind_of_mail_can_be_named() -> None:
    assert set(KINDS) == set(sampling.KINDS)
