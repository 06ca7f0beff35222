"""What a query means to one resource: its clauses are checked, and bounds of `created` become a span."""

from dataclasses import dataclass

from billhook.kernel import errors
from billhook.wire.lists import Span
from billhook.wire.search.fields import Searchable, Take, Token
from billhook.wire.search.grammar import Clause, Query, parse

CREATED = "created"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A checked query of a resource."""

    of: Searchable
    query: Query

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses, each with a field that the resource has."""
        return self.query.clauses

    @property
    def is_any(self) -> bool:
        """Whether one clause is enough."""
        return self.query.is_any

    def condition(self, take: Take) -> str:
        """What a row must be to be found."""
        joint = " OR " if self.is_any else " AND "
        return joint.join(self.of.field(clause, take).condition(clause, take) for clause in self.clauses)

    def span(self) -> Span:
        """When everything was made that is found, as far as the clauses say so."""
        span = Span()
        if not self.is_any and self.of.made is not None:
            for clause in self.clauses:
                span = span.within(span_of(clause))
        return span


def span_of(clause: Clause) -> Span:
    """The bounds of a clause about `created`; no bounds for any other clause."""
    if clause.field != CREATED or clause.negated or clause.value is None:
        return Span()
    moment = int(clause.value)
    match clause.operator:
        case ">":
            return Span(moment + 1, None)
        case ">=":
            return Span(moment, None)
        case "<":
            return Span(None, moment)
        case "<=":
            return Span(None, moment + 1)
        case _:
            return Span(moment, moment + 1)


def meaning_of(text: str, of: Searchable) -> Meaning:
    """A query, checked for a resource. Raises SEARCH_QUERY_INVALID and SEARCH_FIELD_UNSUPPORTED."""
    query = parse(text)
    for clause in query.clauses:
        _check(clause, of)
    return Meaning(of, query)


def _check(clause: Clause, of: Searchable) -> None:
    field = Token("") if clause.key is not None else of.fields.get(clause.field)
    if field is None:
        name = clause.field if len(clause.field) <= 100 else clause.field[:100] + "..."
        raise errors.SEARCH_FIELD_UNSUPPORTED(
            param="query", field=name, resource=of.resource, fields=", ".join(of.names), at=clause.at
        )
    field.check(clause)
