"""What is kept of a form whose session was over when it was sent, and what never is: passwords, codes, keys, cards."""

import re
from collections.abc import Sequence

from billhook.kernel.card_numbers import has_card_number

KEPT_SECONDS = 15 * 60
BYTES_MAX = 200_000
FORMS_MAX = 5
"""How many forms of one person are kept; a newer one takes the place of the oldest."""

_OF_THE_PAGE = frozenset({"csrf", "key"})
_SECRET_NAMES = re.compile(r"password|secret|token|credential|passkey|cvc|cvv|card_?num|^card$|^pin$|^current$|^new$")
_SECRET_VALUES = re.compile(r"\b(?:[sr]k_(?:live|test)_\w+|whsec_\w+|(?:live|test|sandbox)_\w{20,})")

Fields = Sequence[tuple[str, str]]


def worth_keeping(fields: Fields) -> list[tuple[str, str]]:
    """The fields without what belongs to the page and without secrets; a value that may be a card number goes as well.

    A field that is sent several times keeps its places: an emptied one stays where it was.
    """
    kept = []
    for name, value in fields:
        if name in _OF_THE_PAGE or _SECRET_NAMES.search(name.lower()):
            continue
        kept.append((name, "" if _SECRET_VALUES.search(value) or has_card_number(value) else value))
    return kept


def size(fields: Fields) -> int:
    """How many bytes the fields have."""
    return sum(len(name.encode()) + len(value.encode()) for name, value in fields)
