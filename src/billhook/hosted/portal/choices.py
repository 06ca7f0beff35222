"""What can be chosen in the forms of the portal, in the reader's language: countries, languages, types of tax ids."""

from functools import lru_cache

from billhook.kernel.countries import COUNTRIES
from billhook.kernel.display import locale_of
from billhook.kernel.languages import LANGUAGE_NAMES
from billhook.tax.types import TAX_ID_TYPES

Choices = tuple[tuple[str, str], ...]
"""Pairs of a value and its words. The empty value comes first: nothing is chosen."""

NOTHING = ("", "–")


@lru_cache(maxsize=64)
def countries(locale: str) -> Choices:
    """Every country by its name."""
    return (NOTHING, *sorted(((code, _country(code, locale)) for code in COUNTRIES), key=lambda pair: pair[1]))


@lru_cache(maxsize=64)
def tax_id_types(locale: str) -> Choices:
    """Every type of tax id, by country and then by the letters that the API has for it: `Germany – STN`."""
    return (NOTHING, *sorted(((type, _tax_id_type(type, locale)) for type in TAX_ID_TYPES), key=lambda pair: pair[1]))


def languages() -> Choices:
    """The languages in which documents are written, each by its own name."""
    return (NOTHING, *LANGUAGE_NAMES)


def _country(code: str, locale: str) -> str:
    return str(locale_of(locale).territories.get(code, code))


def _tax_id_type(type: str, locale: str) -> str:
    country, _, name = type.partition("_")
    return f"{_country(country.upper(), locale)} – {name.upper().replace('_', ' ')}"
