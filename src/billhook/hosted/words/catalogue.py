"""The words of each language, and which language a page is in."""

from billhook.hosted.words.english import ENGLISH
from billhook.hosted.words.page_words import PageWords
from billhook.kernel.languages import first_supported, language_of
from billhook.kernel.translations import Words

# Longer headers are cut: no browser has that many languages.
_HEADER_MAX = 500

_WORDS = Words("page", ENGLISH)


def words_for(locale: str) -> PageWords:
    """The words for a locale, in the language that a document would be in."""
    return _WORDS.in_language(language_of(locale))


def page_locale(accepted: str, *, known: tuple[str, ...] = (), issuer: str) -> str:
    """The locale of a page: the first that has words of the customer's own, the browser's, and the issuer's.

    `known` are the customer's, best first; `accepted` is the Accept-Language header, or empty.
    """
    return first_supported([*known, *accepted_locales(accepted), issuer])


def accepted_locales(header: str) -> list[str]:
    """The locales of an Accept-Language header (RFC 9110 §12.5.4), best first. What cannot be read is left out."""
    weighted: list[tuple[float, str]] = []
    for part in header[:_HEADER_MAX].split(","):
        tag, _, parameter = (piece.strip() for piece in part.partition(";"))
        quality = _quality(parameter)
        if tag and tag != "*" and quality > 0:
            weighted.append((quality, tag))
    return [tag for _, tag in sorted(weighted, key=lambda one: -one[0])]


def _quality(parameter: str) -> float:
    """The `q` of a part: 1 if there is none, 0 if it is no number from 0 to 1."""
    if not parameter:
        return 1.0
    name, _, value = (piece.strip() for piece in parameter.partition("="))
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if name.lower() == "q" and 0 <= quality <= 1 else 0.0
