"""In which order the rows of a tenant are erased: a function of the foreign keys."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


class CannotBeErased(Exception):
    """Tables refer to each other in a circle, and none of the keys in it can be set to null."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Rows of `table` refer to rows of `target`. `column` may be null, which loosens the key; None if none may."""

    table: str
    target: str
    column: str | None


@dataclass(frozen=True, slots=True)
class Loosen:
    """Set a column to null in all rows of a table."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Empty:
    """Delete all rows of a table."""

    table: str


def plan(tables: Collection[str], keys: Collection[ForeignKey]) -> tuple[Loosen | Empty, ...]:
    """The steps that empty every table, each of which no foreign key forbids: children first.

    A key of a table to itself, and one in every circle of keys, is loosened before. Raises CannotBeErased.
    """
    left = set(tables)
    binding = {key for key in keys if key.table in left and key.target in left}
    steps: list[Loosen | Empty] = []
    while left:
        targets = {key.target for key in binding if key.table != key.target}
        if free := left - targets:
            for table in sorted(free):
                own = [key for key in binding if key.table == table]
                steps += _loosened(key for key in own if key.target == table)
                steps.append(Empty(table))
                binding -= set(own)
            left -= free
        else:
            key = _weakest(binding)
            steps += _loosened([key])
            binding = {other for other in binding if (other.table, other.column) != (key.table, key.column)}
    return tuple(steps)


def _loosened(keys: Iterable[ForeignKey]) -> list[Loosen | Empty]:
    steps: dict[Loosen | Empty, None] = {}
    for key in sorted(keys, key=str):
        if key.column is None:
            raise CannotBeErased(f"{key.table} refers to itself")
        steps[Loosen(key.table, key.column)] = None
    return list(steps)


def _weakest(binding: Collection[ForeignKey]) -> ForeignKey:
    """A key in a circle that can be loosened; of several always the same."""
    weak = [key for key in binding if key.column is not None and key.table in _reached(key.target, binding)]
    if not weak:
        raise CannotBeErased(f"a circle among {sorted({key.table for key in binding})}")
    return min(weak, key=lambda key: (key.table, str(key.column), key.target))


def _reached(table: str, keys: Collection[ForeignKey]) -> set[str]:
    """The tables that a table refers to, be it through others."""
    found, waiting = {table}, [table]
    while waiting:
        here = waiting.pop()
        further = {key.target for key in keys if key.table == here} - found
        found |= further
        waiting += further
    return found
