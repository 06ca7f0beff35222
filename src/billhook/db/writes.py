"""Writes that share a statement: what a transaction writes at the same moment costs one round trip."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import asyncpg

from billhook.kernel.errors import ApiError

_PARAMETER = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True)
class Write:
    """One INSERT, UPDATE or DELETE without a WITH of its own; its parameters count from `$1` as if it stood alone.

    `row` names the row that it writes, `""` where nothing else in the transaction can write it. `taken` gives
    for the name of a unique key the refusal to raise when somebody else has the value already. A write that `insists`
    returns the row that it found; if there is none, nothing at all is written. It may be a SELECT that locks the row.
    """

    sql: str
    arguments: Sequence[Any]
    row: str = ""
    taken: Mapping[str, ApiError] | None = None
    insists: bool = False

    def unless_changed(self, version: int) -> "Write":
        """The same UPDATE of a row, of this version alone (its `xmin`)."""
        arguments = [*self.arguments, version]
        return Write(f"{self.sql} AND xmin = ${len(arguments)} RETURNING 1", arguments, self.row, self.taken, True)


async def execute(conn: Any, writes: Sequence[Write], *, ask: tuple[str, Sequence[Any]] | None = None) -> None:
    """Write everything in one statement. Raises the refusal of the unique key that was violated.

    PostgreSQL runs them in an order of its own, none sees what another does, and foreign keys are checked when
    all are done. `ask` is a SELECT with its arguments, run for what it may raise: then nothing is written. A write may
    insist only with it. Those that insist run first and in their order: the sum of their rows asks for each in turn.
    """
    parts = [(write.sql, write.arguments) for write in writes]
    if ask is not None:
        insisting = [f"(SELECT count(*) FROM part{n})" for n, write in enumerate(writes) if write.insists]
        parts.append((_insisting(ask[0], tuple(insisting)), ask[1]))
    sql = joined(tuple([sql for sql, _ in parts]))
    try:
        await conn.execute(sql, *[argument for _, arguments in parts for argument in arguments])
    except asyncpg.UniqueViolationError as error:
        for write in writes:
            for key, refusal in (write.taken or {}).items():
                if key == error.constraint_name:
                    raise refusal from None
        raise


@lru_cache(maxsize=64)
def _insisting(ask: str, counts: tuple[str, ...]) -> str:
    return f"{ask}, insist_on_found({' + '.join(counts)}, {len(counts)})" if counts else ask


@lru_cache(maxsize=512)
def joined(statements: tuple[str, ...]) -> str:
    """One statement that does the same; each part's parameters are numbered on from those of the parts before."""
    parts: list[str] = []
    before = 0
    for sql in statements:
        numbers = {number: f"${int(number) + before}" for number in _PARAMETER.findall(sql)}
        parts.append(_PARAMETER.sub(lambda found, numbers=numbers: numbers[found.group(1)], sql.strip()))  # type: ignore[misc]
        before += max(map(int, numbers), default=0)
    *first, last = parts
    if not first:
        return last
    named = ", ".join(f"part{n} AS ({part})" for n, part in enumerate(first))
    return f"WITH {named} {last}"
