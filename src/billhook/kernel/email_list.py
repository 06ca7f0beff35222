"""Several addresses of mail in one text, as people type them, and lists of which each address is one."""

import re
from collections.abc import Iterable, Sequence

from billhook.kernel.email_address import normalized

COPIES_MAX = 10
"""How many addresses a list of copies may have."""

_BETWEEN = re.compile(r"[\s,;]+")
_EXCERPT = 60


def parsed(text: str) -> tuple[str, ...]:
    """The addresses of a text with commas, semicolons or spaces between them, each once, in their order.

    Raises ValueError with what the text must be. An address beyond ASCII before its @ is refused: many mail servers
    take a mail for none of its recipients if one of them has such an address.
    """
    found = []
    for piece in filter(None, _BETWEEN.split(text.strip())):
        try:
            address = normalized(piece)
        except ValueError:
            address = ""
        if not address.isascii() or not address:
            raise ValueError(f"must be mail addresses with commas between them; {piece[:_EXCERPT]!r} is none")
        found.append(address)
    each = distinct(found)
    if len(each) > COPIES_MAX:
        raise ValueError(f"must be at most {COPIES_MAX} mail addresses")
    return each


def written(addresses: Sequence[str]) -> str:
    """The addresses as `parsed` reads them."""
    return ", ".join(addresses)


def checked(text: str) -> str:
    """The text of a list, written as `written` does. Raises ValueError with what it must be."""
    return written(parsed(text))


def distinct(addresses: Iterable[str], beside: Iterable[str] = ()) -> tuple[str, ...]:
    """Each address once, and none that is among those `beside`. Capital letters make no difference."""
    seen = {_same(address) for address in beside}
    found = []
    for address in addresses:
        if _same(address) not in seen:
            seen.add(_same(address))
            found.append(address)
    return tuple(found)


def _same(address: str) -> str:
    """What two spellings of an address have in common."""
    try:
        return normalized(address).casefold()
    except ValueError:
        return address.strip().casefold()
