"""The words of every language: complete, current, and with every value in its place."""

from string import Formatter

import pytest
import translations
from babel.messages.catalog import Message

from billhook.kernel.languages import LANGUAGES, direction_of, first_supported, language_of, locale_of_words
from billhook.kernel.translations import FOLDER, catalogue

OTHERS = [language for language in LANGUAGES if language != "en"]
EVERY_OTHER = pytest.mark.parametrize("language", OTHERS)
TEXTS = translations.texts()
# Names that are the same in many languages, in words of more than one letter.
_SAME = {"sort code", "routing number", "e-mail", "iban", "status: ", "mm / yy"}


def messages(language: str) -> dict[tuple[str, str], Message]:
    return {(str(each.context), str(each.id)): each for each in catalogue(language) if each.id}


def values(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_there_are_texts() -> None:
    assert len(TEXTS) > 200
    assert len({place for place, _ in TEXTS}) == len(TEXTS)


def test_every_file_is_of_a_language() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.po")) == sorted(f"{language}.po" for language in OTHERS)


@EVERY_OTHER
def test_every_text_is_translated(language: str) -> None:
    """Run `./dev words`, and translate what has come or changed."""
    found = messages(language)
    assert [text for text in TEXTS if text not in found or not found[text].string or found[text].fuzzy] == []
    assert [text for text in found if text not in set(TEXTS)] == []


@EVERY_OTHER
def test_every_value_has_its_place(language: str) -> None:
    found = messages(language)
    assert [at for at in found if values(str(found[at].string)) != values(at[1])] == []


@EVERY_OTHER
def test_blanks_at_the_ends_are_kept(language: str) -> None:
    """Where a text goes on after another, or before a value, in a language that writes blanks."""
    if language in ("ja", "zh-Hans", "zh-Hant"):
        return
    found = messages(language)
    ends = [at for at in found if at[1] != at[1].strip() and str(found[at].string) == str(found[at].string).strip()]
    assert ends == []


@EVERY_OTHER
def test_sentences_are_in_the_language(language: str) -> None:
    """Single words may be the same; what has three words is not."""
    found = messages(language)
    left = [text for (_, text), each in found.items() if each.string == text and len(text.split()) > 2]
    assert [text for text in left if text.casefold() not in _SAME] == []


@EVERY_OTHER
def test_the_file_is_as_the_command_writes_it(language: str) -> None:
    old = (FOLDER / f"{language}.po").read_bytes()
    assert translations.written(language, old, TEXTS) == old, "run ./dev words"


def test_a_changed_sentence_waits_for_a_new_translation() -> None:
    old = translations.written("de", b"", [("page.due", "Due {date}"), ("page.gone", "Gone")])
    old = old.replace(b'msgid "Due {date}"\nmsgstr ""', b'msgid "Due {date}"\nmsgstr "Zahlbar {date}"')
    new = translations.written("de", old, [("page.due", "Payable {date}"), ("page.new", "New")]).decode()
    assert "#, fuzzy" in new
    assert 'msgctxt "page.due"\nmsgid "Payable {date}"\nmsgstr "Zahlbar {date}"' in new
    assert "Gone" not in new
    assert 'msgid "New"\nmsgstr ""' in new


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de-AT", "de"),
        ("pt", "pt"),
        ("pt-PT", "pt"),
        ("pt_BR", "pt-BR"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("zh-Hans-SG", "zh-Hans"),
        ("es-419", "es"),
        ("iw", "he"),
        ("en-GB", "en"),
        ("fr_CA", "fr"),
        ("tlh", "en"),
        ("xx", "en"),
        ("", "en"),
        ("de-DE-1996", "de"),
    ],
)
def test_a_reader_gets_a_language_that_has_words(tag: str, language: str) -> None:
    assert language_of(tag) == language


def test_values_are_never_in_another_language_than_the_words() -> None:
    assert locale_of_words("de-CH") == "de_CH"
    assert locale_of_words("tlh") == "en_US"
    assert first_supported(["tlh", "xx", "nl-BE"]) == "nl_BE"
    assert first_supported([]) == "en_US"
    assert {language for language in LANGUAGES if direction_of(language) == "rtl"} == {"ar", "he"}
