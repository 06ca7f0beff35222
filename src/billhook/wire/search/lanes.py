"""Lanes: rows in the order of the list, newest first, as one index gives them, a bounded number of them.

A search reads one lane or several. Each lane knows which rows to look at; the condition of the whole query sorts out
what is found there. How and why: docs/decisions/0063.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from billhook.db.search_terms import rows_of_term
from billhook.db.tx import Reader
from billhook.wire.lists import Span, ids_of
from billhook.wire.search.fields import ByIndex, BySpelling, ByTerm, Take, has_trigram, part_pattern
from billhook.wire.search.grammar import EXACT, PART, Clause
from billhook.wire.search.meaning import Meaning, span_of

LOOKED_AT_MAX = 50_000
"""So many rows of a lane are looked at for a page."""
FEW_MAX = 5_000
"""So many rows that an index names in no order are put into the order of the list."""


ANY_TIME = Span()


RARE_MAX = 1_000
"""If an index in the order of the list has more rows for a clause, that clause is not rare."""


class Kind(Enum):
    """What gives the rows of a lane."""

    KEY = "key"
    """The primary key: every row there is."""
    LISTED = "listed"
    """A condition with an index in the order of the list."""
    TERM = "term"
    """A term."""
    FEW = "few"
    """A condition whose index names few rows, in no order."""
    PARTS = "parts"
    """A condition whose index names its rows in no order, and perhaps very many."""

    @property
    def is_in_order(self) -> bool:
        """Whether the index gives the order of the list."""
        return self not in (Kind.FEW, Kind.PARTS)


@dataclass(frozen=True, slots=True)
class Lane:
    """Rows to look at. `where` writes the condition and passes its values; of a term it writes FROM and WHERE.

    `span` is when its rows were made.
    """

    kind: Kind
    where: Callable[[Take], str]
    span: Span = ANY_TIME


class Statement:
    """A statement with its values; `$1` is the tenant."""

    def __init__(self, tenant: int) -> None:
        self.values: list[object] = [tenant]

    def take(self, value: object) -> str:
        """Pass a value and get its placeholder."""
        self.values.append(value)
        return f"${len(self.values)}"


def every_row(meaning: Meaning) -> Lane:
    """All rows, as far as the moments of their ids are bounded."""
    return Lane(Kind.KEY, lambda _: "true", meaning.span())


def lanes_of(clause: Clause, meaning: Meaning) -> list[Lane]:
    """The lanes that an index gives for a clause; none if no index serves it."""
    if clause.negated or clause.value is None:
        return []
    of, value = meaning.of, clause.value
    field = of.field(clause, lambda _: "")
    span = meaning.span()
    if meaning.is_any and (bounds := span_of(clause)) != ANY_TIME:
        return [Lane(Kind.KEY, lambda _: "true", bounds)]
    if clause.operator == PART:
        return [_of_parts(field.parts, [value])] if field.parts is not None and has_trigram(value) else []
    if clause.operator != EXACT:
        return []
    match field.index:
        case ByIndex(conditions):
            return [Lane(Kind.LISTED, _filled(condition, value), span) for condition in conditions]
        case ByTerm(scope, name):
            return [Lane(Kind.TERM, lambda take: rows_of_term(scope, take(name), take(value)), span)]
        case BySpelling(condition):
            return [Lane(Kind.FEW, _filled(condition, sorted({value, value.upper(), value.lower()})))]
    # What stands between the words may differ, so each is looked for by itself.
    words = [word for word in value.split() if has_trigram(word)]
    return [_of_parts(field.parts, words)] if field.parts is not None and words else []


def of_keys(keys: Sequence[str], meaning: Meaning) -> Lane:
    """The rows of these keys."""
    return Lane(Kind.FEW, lambda take: f"{meaning.of.alias}.{meaning.of.key} = ANY({take(keys)}::text[])")


def _filled(condition: str, value: object) -> Callable[[Take], str]:
    return lambda take: condition.format(take(value))


def _of_parts(expression: str, texts: Sequence[str]) -> Lane:
    # The planner does not see the pattern: docs/decisions/0041.
    def where(take: Take) -> str:
        return " AND ".join(f"{expression} ILIKE (SELECT {take(part_pattern(text))}::text)" for text in texts)

    return Lane(Kind.PARTS, where)


class Walk:
    """The rows of a lane below a cursor, at most so many, each with whether it is found."""

    def __init__(self, reader: Reader, meaning: Meaning, lane: Lane, *, below: str | None, looked_at: int) -> None:
        self._of, self._meaning, self._lane = meaning.of, meaning, lane
        self._is_live = reader.tenant.livemode
        self._below, self._looked_at = below, looked_at
        self._key = f"{self._of.alias}.{self._of.key}"
        # The order of text_pattern_ops, which only an index of a list has; the other one is that of the primary key.
        self._sign = "~" if lane.kind is Kind.LISTED else ""

    def order(self, column: str) -> str:
        """ORDER BY …, newest first."""
        return f"ORDER BY {column} USING {self._sign}>{self._sign}"

    def rows(self, statement: Statement, *, only_keys: bool = False) -> str:
        """A SELECT of `key` and `ok`, in the order of the list."""
        if self._lane.kind is Kind.TERM:
            return self._of_term(statement, only_keys)
        found = "true" if only_keys else self._found(statement.take)
        where = [*self._here(), self._lane.where(statement.take)]
        if not self._lane.kind.is_in_order:
            inner = f"{self._from()} WHERE {' AND '.join(where)} LIMIT {FEW_MAX + 1}"
            where, source = [], f"FROM (SELECT {self._of.alias}.* {inner}) {self._of.alias}"
        else:
            source = self._from()
        where += self._bounds(statement.take, self._key)
        return (
            f"SELECT {self._key} AS key, {found} AS ok {source} WHERE {' AND '.join(where) or 'true'} "
            f"{self.order(self._key)} LIMIT {self._looked_at}"
        )

    def _of_term(self, statement: Statement, only_keys: bool) -> str:
        rows = self._lane.where(statement.take)
        bounds = "".join(f" AND {bound}" for bound in self._bounds(statement.take, "s.id"))
        keys = f"SELECT s.id {rows}{bounds} {self.order('s.id')} LIMIT {self._looked_at}"
        if only_keys:
            return f"SELECT k.id AS key FROM ({keys}) k {self.order('k.id')}"
        # OFFSET 0 keeps the planner from any other way to the row than its key.
        row = (
            f"SELECT {self._found(statement.take)} AS ok {self._from()} "
            f"WHERE {' AND '.join(self._here())} AND {self._key} = k.id OFFSET 0"
        )
        return f"SELECT k.id AS key, o.ok FROM ({keys}) k, LATERAL ({row}) o {self.order('k.id')}"

    def _from(self) -> str:
        return f"FROM {self._of.table} {self._of.alias}"

    def _here(self) -> list[str]:
        return [f"{self._of.alias}.tenant = $1", self._of.listed]

    def _found(self, take: Take) -> str:
        condition = f"({self._meaning.condition(take)})"
        if self._of.shown is not None:
            condition = f"{self._of.shown} AND {condition}"
        if self._of.off_clocks is not None and not self._is_live:
            return f"{self._of.off_clocks} AND {condition}"
        return condition

    def _bounds(self, take: Take, key: str) -> list[str]:
        sign, bounds = self._sign, []
        if self._below is not None:
            bounds.append(f"{key} {sign}<{sign} {take(self._below)}")
        if self._of.made is not None and self._lane.span != ANY_TIME:
            low, high = ids_of(self._of.made, self._lane.span)
            bounds += [f"{key} {sign}>={sign} {take(low)}"] if low else []
            bounds += [f"{key} {sign}<{sign} {take(high)}"] if high else []
        return bounds


def dated_otherwise(meaning: Meaning, spans: Sequence[Span]) -> list[Lane]:
    """The rows whose ids say another moment than `created`, which no span of a lane bounds."""
    if not meaning.of.dated_otherwise or all(span == ANY_TIME for span in spans):
        return []
    alias = meaning.of.alias
    return [Lane(Kind.LISTED, lambda _: f"dated_otherwise({alias}.id, {alias}.created)")]
