"""A sample of the rows of a table, for proofs that must not take longer in a larger database.

It has the newest rows and runs from random moments of the past, so that each look sees other old rows.
"""

from dataclasses import dataclass

from billhook.db.tx import Reader
from billhook.kernel import ids

NEWEST_ROWS, RUNS, RUN_ROWS = 1_000, 10, 100
"""So many of the newest rows, and so many runs of so many rows."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Ids, and whether these are all that there are."""

    ids: tuple[str, ...]
    is_all: bool


async def sample(reader: Reader, table: str, prefix: str) -> Sample:
    """Ids of rows of a table whose ids begin with `prefix`."""
    tenant = reader.tenant.id
    of_tenant = f"SELECT o.id FROM {table} o WHERE o.tenant = $1"
    rows = await reader.fetch(f"{of_tenant} ORDER BY o.id DESC LIMIT $2", tenant, NEWEST_ROWS + 1)
    found = {row["id"]: None for row in rows[:NEWEST_ROWS]}
    if len(rows) <= NEWEST_ROWS:
        return Sample(tuple(found), True)
    first = await reader.fetchval(f"{of_tenant} ORDER BY o.id LIMIT 1", tenant)
    begin, end = ids.moment_of(first) or 0, ids.moment_of(rows[-1]["id"]) or 0
    for moment in sorted(ids.drawn_moment(begin, end) for _ in range(RUNS)):
        start = ids.first_id(prefix, moment // 1_000_000)
        run = await reader.fetch(f"{of_tenant} AND o.id >= $2 ORDER BY o.id LIMIT $3", tenant, start, RUN_ROWS)
        found |= {row["id"]: None for row in run}
    return Sample(tuple(found), False)
