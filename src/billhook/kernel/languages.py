"""The languages of documents, mails and the payer's pages. Each has words for all of them."""

import re
from collections.abc import Iterable

from babel import Locale

from billhook.kernel.countries import COUNTRIES
from billhook.kernel.display import DEFAULT_LOCALE, locale_of

LANGUAGES = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pt-BR", "pl", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "el", "tr",
    "ja", "zh-Hans", "zh-Hant", "ko", "ar", "he",
)  # fmt: skip
"""Tags as browsers write them. All but English have a file of translations (`kernel/translations.py`)."""


def _own_name(tag: str) -> str:
    name = Locale.parse(tag.replace("-", "_")).get_display_name() or tag
    return name[:1].upper() + name[1:]


LANGUAGE_NAMES = tuple((tag, _own_name(tag)) for tag in LANGUAGES)
"""Each language with its name in itself."""

_TAG = re.compile("[a-z]{2}(?:-[A-Z][a-z]{3})?(?:-([A-Z]{2}))?", re.ASCII)
_FROM_THE_RIGHT = ("ar", "he")
# Babel's own tags where they differ from ours. Norwegian is written as Bokmål.
_OTHER_NAMES = {"no": "nb", "nn": "nb", "iw": "he", "pt_BR": "pt-BR", "zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant"}


def language_of(locale: str) -> str:
    """The language whose words a reader of this locale gets: one of `LANGUAGES`, English if none is theirs."""
    return _words_of(locale) or "en"


def is_supported(tag: str) -> bool:
    """Whether a tag is well formed, as `de-AT` or `zh-Hant-HK` are, and documents have words for it."""
    parts = _TAG.fullmatch(tag)
    return parts is not None and (parts[1] is None or parts[1] in COUNTRIES) and _words_of(tag) is not None


def first_supported(locales: Iterable[str]) -> str:
    """The first locale that has words, in Babel's form; else `DEFAULT_LOCALE` (invoicing.md §10.4)."""
    return next((str(locale_of(one)) for one in locales if _words_of(one)), DEFAULT_LOCALE)


def locale_of_words(locale: str) -> str:
    """The locale in which all of a document is written: its values are never in another language than its words."""
    return str(locale_of(locale)) if _words_of(locale) else DEFAULT_LOCALE


def direction_of(language: str) -> str:
    """`rtl` for languages that are written from the right, `ltr` for others, as HTML writes it."""
    return "rtl" if language in _FROM_THE_RIGHT else "ltr"


def _words_of(tag: str) -> str | None:
    named = tag.replace("-", "_").split("_")[0].lower()
    if named in _OTHER_NAMES:
        named = _OTHER_NAMES[named]
    locale = locale_of(tag)
    # `locale_of` makes English of what CLDR does not know, and the tag did not ask for that.
    if named not in (locale.language, _OTHER_NAMES.get(locale.language)):
        return None
    return next((name for name in _candidates(locale) if name in LANGUAGES), None)


def _candidates(locale: Locale) -> list[str]:
    """Names of the languages that a reader of this locale can read, best first: the script or country decides."""
    script = locale.script or ("Hant" if locale.territory in ("TW", "HK", "MO") else "Hans")
    by_script, by_country = f"{locale.language}_{script}", f"{locale.language}_{locale.territory}"
    names = (by_script, by_country, locale.language)
    return [_OTHER_NAMES.get(name, name) for name in names]
