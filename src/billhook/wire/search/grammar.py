"""The query language of search (platform.md §1.5): from a text to its clauses. It knows no resource and no table.

    query  = clause { [ "AND" | "OR" ] clause }        one of the two words in a query; a blank alone means AND
    clause = [ "-" ] field operator value
    field  = name | name "." name | "metadata[" text "]"
    value  = text in quotation marks | number | null

The work is linear in the length of the text.
"""

import re
from dataclasses import dataclass

from billhook.kernel import errors
from billhook.kernel.errors import ApiError

CLAUSES_MAX = 10
METADATA = "metadata"

EXACT, PART = ":", "~"
COMPARISONS = (">", "<", ">=", "<=", "=")

_BLANKS = re.compile(r"\s*")
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")
_OPERATOR = re.compile(r">=|<=|[:~><=]")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'', re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_ESCAPED = re.compile(r"\\([\"'\\])")
_JOINT = re.compile(r"(and|or)(?!\S)", re.IGNORECASE)
_NULL = re.compile(r"null", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition as it was written. `key` is that of a metadata field; `value` is None for `null`.

    `at` is the place of its first character in the query, counted from 1.
    """

    field: str
    key: str | None
    operator: str
    value: str | None
    negated: bool
    at: int


@dataclass(frozen=True, slots=True)
class Query:
    """All of its clauses hold, or with `is_any` at least one of them."""

    clauses: tuple[Clause, ...]
    is_any: bool = False


def parse(text: str) -> Query:
    """The clauses of a query. Raises SEARCH_QUERY_INVALID, which tells the place."""
    reader = _Reader(text)
    clauses, joints = [reader.clause()], set[str]()
    while not reader.is_at_end():
        at = reader.at
        joints.add(reader.joint())
        if len(joints) > 1:
            raise refused(at, "a query has either AND or OR, not both; a blank between two clauses means AND")
        if len(clauses) == CLAUSES_MAX:
            raise reader.wrong(f"a query has at most {CLAUSES_MAX} clauses")
        clauses.append(reader.clause())
    return Query(tuple(clauses), is_any=joints == {"OR"})


def refused(at: int, reason: str) -> ApiError:
    """The error about a query: `at` is the place of a character, counted from 1."""
    return errors.SEARCH_QUERY_INVALID(param="query", at=at, reason=reason)


class _Reader:
    """A text that is read from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    @property
    def at(self) -> int:
        """The place of the next character, counted from 1."""
        return self._at + 1

    def wrong(self, reason: str) -> ApiError:
        """The error about what stands here."""
        return refused(self.at, reason)

    def is_at_end(self) -> bool:
        """Whether only blanks are left."""
        self._blanks()
        return self._at == len(self._text)

    def joint(self) -> str:
        """The word between two clauses; AND where there is none."""
        if not self._text[self._at - 1].isspace():
            raise self.wrong("expected a blank after the clause")
        found = _JOINT.match(self._text, self._at)
        if found is None:
            return "AND"
        self._at = found.end()
        if self.is_at_end():
            raise self.wrong(f"expected a clause after {found[0]}")
        return found[0].upper()

    def clause(self) -> Clause:
        """The next clause."""
        self._blanks()
        at = self.at
        negated = self._text.startswith("-", self._at)
        self._at += negated
        field, key = self._field()
        self._blanks()
        operator = self._taken(_OPERATOR, "expected one of the operators : ~ > < >= <= = after the field")[0]
        self._blanks()
        return Clause(field, key, operator, self._value(), negated, at)

    def _field(self) -> tuple[str, str | None]:
        if self._text.startswith(("(", ")"), self._at):
            raise self.wrong("parentheses are not supported")
        name = self._taken(_FIELD, "expected the name of a field")[0]
        if name.lower() != METADATA:
            return name, None
        what = f'expected a key in brackets after metadata, such as {METADATA}["key"]'
        if not self._text.startswith("[", self._at):
            raise self.wrong(what)
        self._at += 1
        key = self._quoted(what)
        if not self._text.startswith("]", self._at):
            raise self.wrong("expected ] after the key")
        self._at += 1
        return METADATA, key

    def _value(self) -> str | None:
        if self._text.startswith(('"', "'"), self._at):
            return self._quoted("")
        number = _NUMBER.match(self._text, self._at)
        found = number or _NULL.match(self._text, self._at)
        if found is None or not self._ends(found.end()):
            raise self.wrong("expected a value: a text in quotation marks, a number, or null")
        self._at = found.end()
        return found[0] if number else None

    def _quoted(self, what: str) -> str:
        if not self._text.startswith(('"', "'"), self._at):
            raise self.wrong(what)
        found = self._taken(_TEXT, "the text that begins here has no closing quotation mark")
        text = found[1] if found[1] is not None else found[2]
        return _ESCAPED.sub(r"\1", text)

    def _taken(self, pattern: re.Pattern[str], what: str) -> re.Match[str]:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise self.wrong(what)
        self._at = found.end()
        return found

    def _ends(self, at: int) -> bool:
        return at == len(self._text) or self._text[at].isspace()

    def _blanks(self) -> None:
        found = _BLANKS.match(self._text, self._at)
        self._at = found.end() if found else self._at
