"""Every statement on test clocks."""

from collections.abc import Iterable

from billhook.db.due import Due
from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.test_clocks.objects import TestClock
from billhook.test_clocks.params import ListTestClocks
from billhook.test_clocks.rules.advancing import Step
from billhook.wire import lists

_ROWS = Rows("test_clocks", "k", TestClock)
insert = _ROWS.insert
save = _ROWS.save
lock = _ROWS.lock

# So many steps are looked at together. A moment with more is played in several rounds.
_STEPS_MAX = 500
# Later than every moment.
_NEVER = 9_223_372_036_854_775_807


async def find(reader: Reader, clock_id: str) -> TestClock | None:
    """A clock that is not deleted."""
    return next(iter(await of_ids(reader, [clock_id])), None)


async def of_ids(reader: Reader, ids: Iterable[str]) -> list[TestClock]:
    """Those of these ids that are not deleted."""
    return [clock for clock in await _ROWS.of_ids(reader, list(ids)) if clock.deleted_at is None]


async def page(reader: Reader, wanted: ListTestClocks) -> tuple[list[TestClock], bool]:
    """A page of the clocks that are not deleted, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.conditions.append("k.deleted_at IS NULL")
    return await lists.page_of(reader, _ROWS, by, wanted, noun="test clock")


async def failed(reader: Reader) -> list[str]:
    """The ids of clocks whose advance failed."""
    sql = (
        "SELECT k.id FROM test_clocks k WHERE k.tenant = $1 AND k.status = 'internal_failure' AND k.deleted_at IS NULL"
    )
    return [row["id"] for row in await reader.fetch(f"{sql} ORDER BY k.id", reader.tenant.id)]


async def renew(tx: Tx, clock_id: str, played_by: str, until: int) -> None:
    """Say that a worker still plays the advance of a clock."""
    sql = "UPDATE test_clocks SET played_until = $4 WHERE tenant = $1 AND id = $2 AND played_by = $3"
    await tx.execute(sql, tx.tenant.id, clock_id, played_by, until)


async def steps(reader: Reader, dues: Iterable[Due], clock: TestClock) -> list[Step]:
    """What is due on a clock until its target, the first first."""
    return await _steps(reader, dues, clock.id, clock.target, _STEPS_MAX)


async def coming(reader: Reader, dues: Iterable[Due], clock_id: str, limit: int) -> list[Step]:
    """What comes by itself on a clock, however late; the first `limit` of it, the first first."""
    return await _steps(reader, dues, clock_id, _NEVER, limit)


async def _steps(reader: Reader, dues: Iterable[Due], clock_id: str, until: int | None, limit: int) -> list[Step]:
    parts = " UNION ALL ".join(f"({due.sql_of_clock()})" for due in dues if due.has_clocks)
    sql = f"SELECT moment, customer, id, job FROM ({parts}) due ORDER BY moment, customer, id LIMIT {limit}"
    return [Step(*row) for row in await reader.fetch(sql, reader.tenant.id, clock_id, until)]
