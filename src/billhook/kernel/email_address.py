"""Addresses of mail: what can stand in the head of a message, and what cannot."""

import re

_USERNAME = re.compile(r"[^\s<>@,;:\"()\[\]\\\x00-\x1f\x7f-\x9f]{1,64}")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def normalized(text: str) -> str:
    """The address with its domain in ASCII and small letters. Raises ValueError if it is none.

    `=?` begins an encoded word, which mail software would decode, so no address holds it.
    """
    username, at, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError(f"not a mail domain: {domain!r}") from error
    well_formed = at and _USERNAME.fullmatch(username) and "=?" not in username
    if not well_formed or not _DOMAIN.fullmatch(domain) or ".." in domain:
        raise ValueError(f"not a mail address: {text!r}")
    return f"{username}@{domain}"


def is_address(text: str) -> bool:
    """Whether a mail can be addressed to this, or answered to it."""
    try:
        normalized(text)
    except ValueError:
        return False
    return True
