"""The signs that every bank in SEPA takes (EPC217-08), and the ids that are made of them."""

import re

from text_unidecode import unidecode

NAME_MAX, TEXT_MAX, ID_MAX = 70, 140, 35
NOT_PROVIDED = "NOTPROVIDED"

_OTHERS = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
# Banks read a slash at the end, or two of them, as the beginning of something else.
_SLASHES = re.compile("/{2,}")
# What people in Germany write for these letters; elsewhere the letter alone would do as well.
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "&": "+", "_": "-"})


def plain(text: str, limit: int) -> str:
    """A text in the signs of SEPA, at most `limit` of them; NOTPROVIDED if nothing is left of it."""
    spelled = unidecode(text.translate(_SPELLED))
    words = _SLASHES.sub("/", " ".join(_OTHERS.sub(" ", spelled).split()))
    return words[:limit].strip(" /") or NOT_PROVIDED


def end_to_end_id(call: str) -> str:
    """What the bank calls the order of a call: its id, in which `_` becomes `-`. At most 35 signs."""
    made = call.replace("_", "-")
    assert len(made) <= ID_MAX, call
    assert _OTHERS.search(made) is None, call
    return made
