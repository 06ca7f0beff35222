"""What an issuer may say of itself in the settings: country, mail address, web site, language.

Each check gives the value back, or raises ValueError with what the value must be.
"""

import re
from urllib.parse import urlsplit

from billhook.kernel.countries import COUNTRIES
from billhook.kernel.email_address import is_address
from billhook.kernel.languages import LANGUAGES, is_supported

_WEB_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f<>\"\\]+")


def country(value: str) -> str:
    """An ISO 3166 code."""
    if value not in COUNTRIES:
        raise ValueError("must be the two capital letters of a country in ISO 3166, such as DE")
    return value


def email(value: str) -> str:
    """One mail address without a name, or nothing."""
    value = value.strip()
    if value and not is_address(value):
        raise ValueError("must be one mail address, such as billing@example.com")
    return value


def url(value: str) -> str:
    """An address of the web, or nothing."""
    message = "must be an address that starts with https:// or http://"
    try:
        parts = urlsplit(value)
    except ValueError:
        raise ValueError(message) from None
    if value and not (parts.scheme in ("http", "https") and parts.hostname and _WEB_ADDRESS.fullmatch(value)):
        raise ValueError(message)
    return value


def locale(value: str) -> str:
    """A language that documents and mails can be written in, with or without a country."""
    if not is_supported(value):
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}, with or without a country, such as de-AT")
    return value
