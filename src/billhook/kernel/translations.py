"""Words in every language: English stands in the code, the others in files that translators know.

`Words` holds the English of one part of what payers read: a frozen value whose texts are strings, mappings of strings
and further such values. `src/billhook/locales/LANGUAGE.po` has the same texts in another language (gettext's format,
read with Babel). A text is found by its place (`page.invoice.due`) and its English, so a changed sentence is missing
until it is translated anew. `./dev words` puts new texts into the files; a test fails while one has no translation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from billhook.kernel.replacing import replace

FOLDER = Path(__file__).parent.parent / "locales"

_T = TypeVar("_T")

PARTS: "list[Words[Any]]" = []
"""Every part of the words, in the order in which their modules were read."""


class Words(Generic[_T]):
    """One part of the words in each language. `name` is the first part of the place of its texts."""

    def __init__(self, name: str, english: _T) -> None:
        self.name = name
        self.english = english
        self._found: dict[str, _T] = {"en": english}
        PARTS.append(self)

    def in_language(self, language: str) -> _T:
        """The words in one of `kernel.languages.LANGUAGES`."""
        found = self._found.get(language)
        if found is None:
            found = self._found[language] = _translated(self.english, self.name, catalogue(language))
        return found

    def texts(self) -> Iterator[tuple[str, str]]:
        """Place and English of each text. Empty texts are left out: there is nothing to translate."""
        return _texts(self.english, self.name)


@cache
def catalogue(language: str) -> Catalog:
    """The translations of a language. Raises FileNotFoundError for a language without a file."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"), charset="utf-8")


def _texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value:
            yield place, value
        return
    for name, part in _parts(value):
        yield from _texts(part, f"{place}.{name}")


def _translated(value: Any, place: str, words: Catalog) -> Any:
    if isinstance(value, str):
        message = words.get(value, place) if value else None
        return str(message.string) if message is not None and message.string and not message.fuzzy else value
    translated = {name: _translated(part, f"{place}.{name}", words) for name, part in _parts(value)}
    if isinstance(value, Mapping):
        return MappingProxyType(translated)
    return replace(value, **translated) if translated else value


def _parts(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    return [(field.name, getattr(value, field.name)) for field in fields(value)] if is_dataclass(value) else []
