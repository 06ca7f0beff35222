"""What a setting can be chosen from, in words: countries, currencies, languages, time zones."""

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from babel import Locale, localedata

from billhook.kernel.api_versions import NEWEST, OFFERED
from billhook.kernel.countries import COUNTRIES
from billhook.kernel.languages import is_supported
from billhook.kernel.money import CURRENCIES

Choices = tuple[tuple[str, str], ...]
"""Pairs of a value and its words."""

_ENGLISH = Locale("en")
# Zones of a place; the others are old names, offsets and aliases. They stay valid where they are stored.
_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def countries() -> Choices:
    """Every country, by its English name."""
    return _by_words((code, _ENGLISH.territories.get(code, code)) for code in COUNTRIES)


@cache
def currencies() -> Choices:
    """Every currency that invoices may use: "EUR, Euro"."""
    return tuple((code, f"{code.upper()}, {_ENGLISH.currencies.get(code.upper(), '')}") for code in sorted(CURRENCIES))


@cache
def languages() -> Choices:
    """Every language that documents are written in, with and without a country."""
    tags = [tag for tag in localedata.locale_identifiers() if is_supported(tag.replace("_", "-"))]
    return _by_words((tag.replace("_", "-"), Locale.parse(tag).get_display_name("en") or tag) for tag in tags)


@cache
def time_zones() -> Choices:
    """The time zones of places, and UTC."""
    places = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in _CONTINENTS)
    return (("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places))


def api_versions() -> Choices:
    """The API versions on offer, the newest first; empty stands for whichever is the newest."""
    return (("", f"The newest ({NEWEST})"), *((version, version) for version in reversed(OFFERED)))


def _by_words(pairs: Iterable[tuple[str, str]]) -> Choices:
    return tuple(sorted(pairs, key=lambda pair: pair[1]))
