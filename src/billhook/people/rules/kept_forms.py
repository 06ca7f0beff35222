"""What is kept of a form whose session was over when it was sent, and what never is: passwords, codes, keys, cards."""

import re
from collections.abc import Sequence

KEPT_SECONDS = 15 * 60
BYTES_MAX = 200_000
FORMS_MAX = 5
"""How many forms of one person are kept; a newer one takes the place of the oldest."""

_OF_THE_PAGE = frozenset({"csrf", "key"})
_SECRET_NAMES = re.compile(r"password|secret|token|credential|passkey|cvc|cvv|card_?num|^card$|^pin$|^current$|^new$")
_SECRET_VALUES = re.compile(r"\b(?:[sr]k_(?:live|test)_|whsec_)\w+")
_DIGITS_OF_A_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")

Fields = Sequence[tuple[str, str]]


def worth_keeping(fields: Fields) -> list[tuple[str, str]]:
    """The fields without what belongs to the page and without secrets; a value that may be a card number goes as well.

    A field that is sent several times keeps its places: an emptied one stays where it was.
    """
    kept = []
    for name, value in fields:
        if name in _OF_THE_PAGE or _SECRET_NAMES.search(name.lower()):
            continue
        kept.append((name, "" if _SECRET_VALUES.search(value) or _names_a_card(value) else value))
    return kept


def size(fields: Fields) -> int:
    """How many bytes the fields have."""
    return sum(len(name.encode()) + len(value.encode()) for name, value in fields)


def _names_a_card(value: str) -> bool:
    return any(_adds_up([int(digit) for digit in found if digit.isdigit()]) for found in _candidates(value))


def _candidates(value: str) -> list[str]:
    return _DIGITS_OF_A_CARD.findall(value)


def _adds_up(digits: Sequence[int]) -> bool:
    """The check digit of ISO/IEC 7812-1 (Luhn)."""
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
