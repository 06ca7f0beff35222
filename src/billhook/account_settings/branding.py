"""How an issuer looks: ids of files, and colours.

Each check gives the value back as it is stored, or raises ValueError with what the value must be.
"""

import re

from billhook.kernel.contrast import is_colour


def file(value: str) -> str:
    """The id of a file, or nothing."""
    if value and not re.fullmatch("file_[A-Za-z0-9]+", value, re.ASCII):
        raise ValueError("must be the id of a file, such as file_1…")
    return value


def colour(value: str) -> str:
    """A colour in small letters, or nothing."""
    if value and not is_colour(value):
        raise ValueError("must be a colour of six hexadecimal digits, such as #1d5fae")
    return value.lower()
