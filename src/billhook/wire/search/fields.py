"""What a resource can be searched by: a field with its type, the condition that a clause means, and the index for it.

A condition is a function of the values it compares with, so that a statement numbers its placeholders itself.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from billhook.wire.search.grammar import COMPARISONS, EXACT, METADATA, PART, Clause, refused

Take = Callable[[object], str]
"""Passes a value to a statement and gives its placeholder."""

PART_LENGTH_MIN = 3
_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_SPECIAL = re.compile(r"([\\%_])")
_THREE = re.compile(r"[^\W_]{3}")

# Letters, digits and everything beyond ASCII make words; all else stands between them.
_BETWEEN = r"[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+"


@dataclass(frozen=True, slots=True)
class ByIndex:
    """An index whose last column is the order of the list: one lane for each of the conditions, `{}` is the value."""

    lanes: Sequence[str]


@dataclass(frozen=True, slots=True)
class ByTerm:
    """The terms of a scope (`db/search_terms.py`); metadata is a scope with the keys as names."""

    scope: str
    name: str


@dataclass(frozen=True, slots=True)
class BySpelling:
    """A unique index: the few rows spelled as typed, in capital or in small letters; `{}` are the spellings."""

    condition: str


Index = ByIndex | ByTerm | BySpelling


@dataclass(frozen=True, slots=True)
class Field(ABC):
    """One field: `sql` is its value, NULL where it has none.

    `index` finds a whole value. `parts` is an expression that contains the field and has an index of trigrams.
    """

    sql: str
    index: Index | None = None
    parts: str | None = None

    @property
    @abstractmethod
    def operators(self) -> tuple[str, ...]:
        """What its type can be compared by."""

    @property
    @abstractmethod
    def type(self) -> str:
        """What its type is called."""

    def check(self, clause: Clause) -> None:
        """Raises SEARCH_QUERY_INVALID for an operator or a value that the type does not have."""
        if clause.operator not in self.operators:
            offered = " ".join(self.operators)
            raise refused(clause.at, f"{clause.field} is a {self.type} field, whose operators are {offered}")
        if clause.value is None and clause.operator != EXACT:
            raise refused(clause.at, "null goes with the operator : alone")

    def condition(self, clause: Clause, take: Take) -> str:
        """What a row must be for the clause to hold."""
        value = clause.value
        found = f"{self.sql} IS NULL" if value is None else self.matches(clause.operator, value, take)
        return f"NOT coalesce({found}, false)" if clause.negated else f"({found})"

    @property
    def served(self) -> tuple[str, ...]:
        """The operators for which it has an index."""
        if self.parts is not None:
            return (EXACT, PART)
        return (EXACT,) if self.index is not None else ()

    @abstractmethod
    def matches(self, operator: str, value: str, take: Take) -> str:
        """The comparison with a value."""


@dataclass(frozen=True, slots=True)
class Token(Field):
    """Compared as a whole; A to Z count as a to z."""

    @property
    def operators(self) -> tuple[str, ...]:
        return (EXACT,)

    @property
    def type(self) -> str:
        return "token"

    def matches(self, operator: str, value: str, take: Take) -> str:
        return f'lower({self.sql} COLLATE "C") = lower({take(value)}::text COLLATE "C")'


@dataclass(frozen=True, slots=True)
class Id(Token):
    """The id of an object, in which capital letters matter."""

    def matches(self, operator: str, value: str, take: Take) -> str:
        return f"{self.sql} = {take(value)}::text"


@dataclass(frozen=True, slots=True)
class Text(Field):
    """A string field of one word, such as an e-mail or a number: compared as a whole, or by a part of it."""

    @property
    def operators(self) -> tuple[str, ...]:
        return (EXACT, PART)

    @property
    def type(self) -> str:
        return "string"

    def check(self, clause: Clause) -> None:
        Field.check(self, clause)
        if clause.operator == PART and clause.value is not None and len(clause.value) < PART_LENGTH_MIN:
            raise refused(clause.at, f"the operator ~ needs a text of at least {PART_LENGTH_MIN} characters")

    def matches(self, operator: str, value: str, take: Take) -> str:
        if operator == PART:
            return f"{self.sql} ILIKE {take(part_pattern(value))}::text"
        return f"lower({self.sql}) = lower({take(value)}::text)"


@dataclass(frozen=True, slots=True)
class IdText(Text):
    """A string field with the id of an object, in which capital letters matter."""

    def matches(self, operator: str, value: str, take: Take) -> str:
        if operator == PART:
            return f"{self.sql} LIKE {take(part_pattern(value))}::text"
        return f"{self.sql} = {take(value)}::text"


@dataclass(frozen=True, slots=True)
class Words(Text):
    """A string field of several words: it has all words of the value one after the other, or contains a part."""

    def matches(self, operator: str, value: str, take: Take) -> str:
        if operator == PART:
            return f"{self.sql} ILIKE {take(part_pattern(value))}::text"
        return f"strpos({_spaced(self.sql)}, {_spaced(take(value) + '::text')}) > 0"


@dataclass(frozen=True, slots=True)
class Number(Field):
    """A whole number: an amount in minor units, or a moment in Unix seconds."""

    @property
    def operators(self) -> tuple[str, ...]:
        return (EXACT, *COMPARISONS)

    @property
    def type(self) -> str:
        return "numeric"

    def check(self, clause: Clause) -> None:
        Field.check(self, clause)
        if clause.value is not None and not _INTEGER.fullmatch(clause.value):
            raise refused(clause.at, f"{clause.field} is compared with a whole number")

    def matches(self, operator: str, value: str, take: Take) -> str:
        return f"{self.sql} {'=' if operator == EXACT else operator} {take(int(value))}::bigint"


@dataclass(frozen=True, slots=True)
class Searchable:
    """A resource that can be searched.

    `table`, `alias` and `key` are where its rows are and which column orders them; `listed` is the condition that holds
    for every row of its list. `shown` only sorts out what was found, for few rows are not shown. `off_clocks` is a
    condition that holds for what is on no test clock. `made` is the prefix of ids that begin with the moment `created`;
    with `dated_otherwise` some ids say another moment, and an index has those.
    """

    resource: str
    table: str
    alias: str
    fields: Mapping[str, Field]
    key: str = "id"
    listed: str = "true"
    shown: str | None = None
    off_clocks: str | None = None
    made: str | None = None
    dated_otherwise: bool = False

    def field(self, clause: Clause, take: Take) -> Field:
        """The field of a checked clause."""
        if clause.key is not None:
            return Token(f"({self.alias}.metadata ->> {take(clause.key)}::text)", ByTerm(self.resource, clause.key))
        return self.fields[clause.field]

    @property
    def names(self) -> list[str]:
        """The names of its fields, as errors list them."""
        return sorted([*self.fields, METADATA])


def part_pattern(value: str) -> str:
    """A LIKE pattern for a part of a text."""
    return "%" + _SPECIAL.sub(r"\\\1", value) + "%"


def has_trigram(value: str) -> bool:
    """Whether an index of trigrams can look for a text: it has three letters or digits in a row."""
    return _THREE.search(value) is not None


def _spaced(sql: str) -> str:
    """A text in small letters, with one blank between its words, in front of them and behind."""
    return f"(' ' || btrim(regexp_replace(lower({sql}), '{_BETWEEN}', ' ', 'g')) || ' ')"
