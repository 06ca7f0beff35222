"""What can be chosen in forms, in the person's language: countries, currencies, languages, types of tax ids."""

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from billhook.kernel.countries import COUNTRIES
from billhook.kernel.display import locale_of
from billhook.kernel.languages import LANGUAGES
from billhook.kernel.money import CURRENCIES
from billhook.tax.types import TAX_ID_TYPES

Choices = Sequence[tuple[str, str]]
"""Pairs of a value and its words."""

_USUAL_CURRENCIES = ("usd", "eur", "gbp", "chf")
# What the part behind the country of a type is called where upper case would say it badly.
_TAX_NAMES = {"vat": "VAT", "oss_vat": "OSS VAT", "gst_hst": "GST/HST", "tin": "TIN"}
_TAX_PLACES = {"eu": "European Union"}


@lru_cache(maxsize=32)
def countries(locale: str) -> Choices:
    """Every country by its name."""
    return sorted(((code, country(code, locale)) for code in COUNTRIES), key=lambda pair: pair[1])


def country(code: str, locale: str) -> str:
    """The name of a country; what is no code stays as it was typed."""
    return str(locale_of(locale).territories.get(code.upper(), code))


@lru_cache(maxsize=32)
def currencies(locale: str) -> Choices:
    """Every currency by its code and name, the usual ones first."""
    names = locale_of(locale).currencies
    others = sorted(code for code in CURRENCIES if code not in _USUAL_CURRENCIES)
    return [
        (code, f"{code.upper()} – {names.get(code.upper(), code.upper())}") for code in (*_USUAL_CURRENCIES, *others)
    ]


@lru_cache(maxsize=32)
def languages(locale: str) -> Choices:
    """The languages in which documents are written."""
    return [(tag, language(tag, locale)) for tag in LANGUAGES]


def language(tag: str, locale: str) -> str:
    """The name of a language; a tag that nobody knows stays as it is."""
    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(locale_of(locale)) or tag
    except (UnknownLocaleError, ValueError):
        return tag


@lru_cache(maxsize=32)
def tax_id_types(locale: str) -> Choices:
    """Every type of tax id, by country: "Germany – STN"."""
    return sorted(((kind, tax_id_type(kind, locale)) for kind in TAX_ID_TYPES), key=lambda pair: pair[1])


def tax_id_type(kind: str, locale: str) -> str:
    """The words for a type of tax id."""
    place, _, name = kind.partition("_")
    where = _TAX_PLACES.get(place) or country(place, locale)
    return f"{where} – {_TAX_NAMES.get(name) or name.upper().replace('_', ' ')}"


def with_present(choices: Choices, present: str | None) -> Choices:
    """The choices, with the present value among them even if it is none of them."""
    if not present or any(value == present for value, _ in choices):
        return choices
    return [(present, present), *choices]
