"""Plans of PostgreSQL: how much a statement looks at, by EXPLAIN."""

import json
from collections.abc import Iterator
from typing import Any

from capture import Statement


async def plan_of(connection: Any, statement: Statement) -> Any:
    """The plan of a statement, made without its values as the server's plans are, with what it read."""
    await connection.execute("SET plan_cache_mode = force_generic_plan; SET jit = off")
    await connection.execute("DEALLOCATE ALL")
    await connection.execute(f"PREPARE look AS {statement.sql}")
    values = ", ".join(
        "NULL" if value is None else "'" + str(value).replace("'", "''") + "'" for value in statement.values
    )
    plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE look{f'({values})' if values else ''}")
    return json.loads(plan)[0]["Plan"]


def _literal(value: object) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def nodes(plan: Any) -> Iterator[Any]:
    """A plan and every plan below it."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def rows_read(plan: Any, of: tuple[str, ...] = ("Relation Name", "Index Name")) -> int:
    """How many rows and index entries were looked at; only rows if it is `of` relations."""
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    scans = [node for node in nodes(plan) if any(name in node for name in of)]
    return round(sum(sum(node.get(name, 0) for name in names) * node["Actual Loops"] for node in scans))
