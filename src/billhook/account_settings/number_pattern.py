"""The pattern of numbers that are counted for the whole account: one line of text in the settings.

`{prefix}-{year}-{sequence:4}` gives INV-2026-0001. The sequence stands last, after a sign that is no digit: so a number
says by itself what was counted, and a gap can be found without knowing the pattern.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

NUMBER_MAX = 26
"""So many characters a number may have, however far its sequence goes."""

SEQUENCE_MAX = 1_000_000_000
"""A sequence can be raised so far (invoicing.md §10.2)."""

_SHORTEST_PREFIX = "A"
_PIECE = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
_SEQUENCE = re.compile(r"sequence(?::([1-9]))?", re.ASCII)
_TEXT = re.compile(r"[A-Z0-9./_-]+", re.ASCII)
_Piece = tuple[str | None, str | None, str | None]  # a name in braces, text, or a brace that is alone
_WIDTHS = {"year": 4, "yy": 2, "month": 2}
_FORMS = {"prefix": "{prefix}", "year": "{year:04d}", "yy": "{yy:02d}", "month": "{month:02d}"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sequence counts: what stands before the number, its least digits, and the period, such as `2026-11`."""

    head: str
    digits: int
    period: str = ""

    def number(self, sequence: int) -> str:
        """The whole number; past its digits it grows."""
        return f"{self.head}{sequence:0{self.digits}d}"


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """What stands before the sequence, as a format of prefix, year, yy and month; and the sequence's least digits."""

    head: str
    digits: int
    names: frozenset[str]

    def on(self, day: date, prefix: str) -> Place:
        """The place on a day of the account's time zone: a year, or a month, has a sequence of its own."""
        head = self.head.format(prefix=prefix, year=day.year, yy=day.year % 100, month=day.month)
        month = f"-{day.month:02d}" if "month" in self.names else ""
        return Place(head, self.digits, f"{day.year:04d}{month}" if self.names & {"year", "yy"} else "")

    def meets(self, other: "NumberPattern", prefix: str) -> bool:
        """Whether both can give the same number. A head ends before the last run of digits, so equal numbers have equal
        heads. A year or month counts as any digits."""
        one, another = self._shape(prefix), other._shape(prefix)
        return len(one) == len(another) and all(map(_can_be_same, one, another))

    def _shape(self, prefix: str) -> str:
        """The head, with `#` for each digit of a year or month."""
        shape = self.head
        for name, form in _FORMS.items():
            shape = shape.replace(form, prefix if name == "prefix" else "#" * _WIDTHS[name])
        return shape

    def longest(self, prefix: str) -> int:
        """Characters of its longest number."""
        place = self.on(date(2000, 1, 1), prefix)
        return len(place.number(SEQUENCE_MAX))


def _can_be_same(one: str, other: str) -> bool:
    return one == other or (one == "#" and other.isdigit()) or (other == "#" and one.isdigit())


@lru_cache(maxsize=64)
def parsed(text: str) -> NumberPattern:
    """The pattern. Raises ValueError with a sentence for the person who typed it."""
    pieces: list[_Piece] = [(match[1], match[2], match[3]) for match in _PIECE.finditer(text)]
    _insist_on_known(pieces)
    *before, last = pieces or [(None, None, None)]
    names = [name for name, _, _ in before if name is not None]
    sequence = _SEQUENCE.fullmatch(last[0] or "")
    if sequence is None or any(_SEQUENCE.fullmatch(name) for name in names):
        raise ValueError("must have one {sequence}, or one {sequence:4} of at least four digits, at its end")
    if "month" in names and not {"year", "yy"} & set(names):
        raise ValueError("must have {year} or {yy} where it has {month}; else the numbers would repeat every year")
    if before and (before[-1][0] is not None or (before[-1][1] or "")[-1:].isdigit()):
        raise ValueError("must have a letter or one of - / . _ right before {sequence}")
    head = "".join(_FORMS[name] if name is not None else plain or "" for name, plain, _ in before)
    pattern = NumberPattern(head, int(sequence[1] or 1), frozenset(names))
    insist_on_length(pattern, _SHORTEST_PREFIX)
    return pattern


def insist_on_length(pattern: NumberPattern, prefix: str) -> None:
    """Raise ValueError, with a sentence for the person who typed it, if numbers with this prefix become too long."""
    if (longest := pattern.longest(prefix)) > NUMBER_MAX:
        raise ValueError(
            f"must give numbers of at most {NUMBER_MAX} characters; with a sequence of ten digits it gives {longest}"
        )


def _insist_on_known(pieces: Sequence[_Piece]) -> None:
    for name, plain, brace in pieces:
        if name is not None and name not in _FORMS and not name.startswith("sequence"):
            raise ValueError(
                f"must not have {{{name}}}: there is {{prefix}}, {{year}}, {{yy}}, {{month}}, {{sequence}}"
            )
        if name is not None and name.startswith("sequence") and not _SEQUENCE.fullmatch(name):
            raise ValueError("must say from 1 to 9 digits, such as {sequence:4}")
        if brace is not None:
            raise ValueError(f"must close every brace that it opens; one {brace} is alone")
        if plain is not None and not _TEXT.fullmatch(plain):
            raise ValueError("must have capital letters, digits and - / . _ between its braces, and nothing else")
