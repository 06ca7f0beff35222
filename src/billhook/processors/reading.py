"""Reads what a processor answered field by field. A field of another type is no answer: nobody guesses."""

import re
from collections.abc import Mapping, Sequence

from billhook.processors.interface import ProcessorSilent

Fields = Mapping[str, object]
"""One object of an answer."""

_ID = re.compile(r"[A-Za-z0-9_]{3,255}", re.ASCII)
_WORD = re.compile(r"[a-z][a-z0-9_]{0,79}", re.ASCII)


_LARGEST = 10**15
"""Nothing that a processor counts is larger: an amount of that size and its sums still fit a column."""


class Garbled(ProcessorSilent):
    """An answer came, and it is not what the processor's documentation says."""


def optional_text(of: Fields, name: str) -> str | None:
    """A text, or None where there is none. Raises Garbled."""
    value = of.get(name)
    if value is not None and not isinstance(value, str):
        raise Garbled(f"{name} is no text")
    return value


def text(of: Fields, name: str) -> str:
    """A text. Raises Garbled."""
    value = optional_text(of, name)
    if value is None:
        raise Garbled(f"{name} is missing")
    return value


def word(of: Fields, name: str) -> str | None:
    """A word of the processor's, such as a code, that may be logged and stored; None for anything else."""
    value = of.get(name)
    return value if isinstance(value, str) and _WORD.fullmatch(value) else None


def optional_number(of: Fields, name: str) -> int | None:
    """A whole number, or None where there is none. Raises Garbled."""
    value = of.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise Garbled(f"{name} is no whole number")
    if value is not None and abs(value) > _LARGEST:
        raise Garbled(f"{name} is larger than any number here")
    return value


def number(of: Fields, name: str) -> int:
    """A whole number. Raises Garbled."""
    value = optional_number(of, name)
    if value is None:
        raise Garbled(f"{name} is missing")
    return value


def part(of: Fields, name: str) -> Fields | None:
    """An object inside another; None if it is not there, or only its id is. Raises Garbled."""
    value = of.get(name)
    if value is None or isinstance(value, str):
        return None
    if not isinstance(value, dict):
        raise Garbled(f"{name} is no object")
    return value


def id_of(of: Fields, name: str) -> str | None:
    """The id of an object inside another, be it expanded or not. Raises Garbled."""
    inside = part(of, name)
    return optional_text(of, name) if inside is None else checked_id(text(inside, "id"))


def rows(of: Fields, name: str) -> Sequence[Fields]:
    """The objects of an array. Raises Garbled."""
    value = of.get(name)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Garbled(f"{name} is no list of objects")
    return value


def own_id(of: Fields) -> str:
    """The id of an object. Raises Garbled."""
    return checked_id(text(of, "id"))


def checked_id(id: str) -> str:
    """An id that can stand in a path. Raises Garbled."""
    if not _ID.fullmatch(id):
        raise Garbled("an id has a form that ids of processors do not have")
    return id
