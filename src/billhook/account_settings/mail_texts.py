"""Subjects and greetings of mails in your own words: one text a line, with what it is for before a colon.

`invoice de: Ihre Rechnung {number}` is for the mail of an invoice in German, `de: …` for every mail in German,
`receipt: …` for receipts in a language that has no text of its own, and `*: …` for the rest.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from billhook.kernel.foreign_text import one_line
from billhook.kernel.languages import LANGUAGES, language_of
from billhook.kernel.stored import VERSION, Json

KINDS = (
    "invoice", "reminder_before", "reminder_due", "reminder_overdue", "payment_failed", "action_required", "receipt",
    "refund", "credit_note", "statement", "link", "portal",
)  # fmt: skip
"""What mails tell of (`invoices/rules/letters.py`)."""

IN_SUBJECTS = ("number", "business")
IN_GREETINGS = ("customer", "number", "business")
"""What a text may name in braces."""

_LONGEST_TEXT, _LINES_MAX = 150, 100
_PLACE = re.compile(r"\{([^{}]*)\}")

Words = tuple[tuple[str, str], ...]
"""Languages and texts; the language of a text for all others is "". """


@dataclass(frozen=True, slots=True)
class Line:
    """A text for a `kind` of mail and a `language`; either is "" if it is for all."""

    kind: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """The subjects and greetings of one kind of mail."""

    subjects: Words
    greetings: Words

    @classmethod
    def of(cls, kind: str, subjects: Iterable[Line], greetings: Iterable[Line]) -> "OwnTexts | None":
        """Those of a kind of mail; None if it has none."""
        texts = cls(_for(kind, subjects), _for(kind, greetings))
        return texts if texts.subjects or texts.greetings else None

    def subject(self, locale: str, values: Mapping[str, str]) -> str | None:
        """The subject in a language with its values; None for the usual one."""
        return _filled(self.subjects, locale, values)

    def greeting(self, locale: str, values: Mapping[str, str]) -> str | None:
        """The greeting in a language with its values; None for none."""
        return _filled(self.greetings, locale, values)

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        subjects, greetings = [list(one) for one in self.subjects], [list(one) for one in self.greetings]
        return {"version": VERSION, "subjects": subjects, "greetings": greetings}

    @classmethod
    def from_stored(cls, stored: Json) -> "OwnTexts":
        """Texts in any form that was ever stored."""
        return cls(*(tuple((words[0], words[1]) for words in stored[name]) for name in ("subjects", "greetings")))


def subjects(text: str) -> tuple[Line, ...]:
    """The lines of the setting `mail_subjects`. Raises ValueError with a sentence for the person who typed it."""
    return _parsed(text, IN_SUBJECTS)


def greetings(text: str) -> tuple[Line, ...]:
    """The lines of the setting `mail_greetings`. Raises ValueError with a sentence for the person who typed it."""
    return _parsed(text, IN_GREETINGS)


def _parsed(text: str, places: tuple[str, ...]) -> tuple[Line, ...]:
    lines = [_line(line.strip(), places) for line in text.splitlines() if line.strip()]
    if len(lines) > _LINES_MAX:
        raise ValueError(f"must have at most {_LINES_MAX} lines")
    what = [(line.kind, line.language) for line in lines]
    if len(set(what)) != len(what):
        raise ValueError("must have one text for each mail and language")
    return tuple(lines)


def _line(line: str, places: tuple[str, ...]) -> Line:
    head, colon, text = line.partition(":")
    text = text.strip()
    if not colon or not text:
        raise ValueError("must say before a colon what each text is for, such as `invoice de: Ihre Rechnung {number}`")
    kind, language = _what_for(head.split())
    if len(text) > _LONGEST_TEXT or one_line(text, _LONGEST_TEXT) != text:
        raise ValueError(f"must have texts of at most {_LONGEST_TEXT} printable letters")
    unknown = [place for place in _PLACE.findall(text) if place not in places]
    if unknown or "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
        named = ", ".join(f"`{{{place}}}`" for place in places)
        raise ValueError(f"must have nothing in braces but {named}")
    return Line(kind, language, text)


def _what_for(words: list[str]) -> tuple[str, str]:
    if words == ["*"]:
        return "", ""
    kinds = [word for word in words if word in KINDS]
    languages = [word for word in words if word in LANGUAGES]
    if not words or len(kinds) + len(languages) != len(words) or len(kinds) > 1 or len(languages) > 1:
        raise ValueError(
            f"must name a mail, a language or both before the colon, or `*`; {' '.join(words)!r} is none of these. "
            f"Mails are {', '.join(KINDS)}"
        )
    return "".join(kinds), "".join(languages)


def _for(kind: str, lines: Iterable[Line]) -> Words:
    """The texts of a kind of mail; those for all mails stand in where it has none in their language."""
    general = {line.language: line.text for line in lines if not line.kind}
    return tuple((general | {line.language: line.text for line in lines if line.kind == kind}).items())


def _filled(words: Words, locale: str, values: Mapping[str, str]) -> str | None:
    """The text of the language, or that for all others; None if there is neither, or a value that it names is ""."""
    texts = dict(words)
    text = texts.get(language_of(locale), texts.get(""))
    if text is None or not all(values.get(place) for place in _PLACE.findall(text)):
        return None
    return _PLACE.sub(lambda place: values[place[1]], text)
