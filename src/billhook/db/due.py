"""What is due: rooms declare it, and this file alone writes the SQL that finds it.

The moment of a row belongs to its customer's time. Rows of customers on test clocks have the column `test_clock`; they
are due when that clock says so, and not before.
"""

from dataclasses import dataclass
from typing import Any

COUNTED_MAX = 10_000
"""Late rows of a tenant are counted up to this many."""

_NAMED = 3
# Rows without a moment are worked off thousands at a time; so many are left only if nobody works.
_BACKLOG = 20_000


@dataclass(frozen=True, slots=True)
class Late:
    """Rows whose moment is over and that no worker took: how many, for how many seconds the oldest, and a few ids.

    `tenant` is None for a table that stands above tenants. `on_clock`: the seconds are those of test clocks. `seconds`
    is None for rows that have no moment.
    """

    tenant: int | None
    number: int
    seconds: int | None
    ids: tuple[str, ...]
    on_clock: bool = False


# Nothing of a sandbox that was thrown away is due.
_TENANTS = "(SELECT * FROM tenants WHERE ended_at IS NULL) t"

_SUMMARY = "count(*) AS number, min(late.moment) AS oldest, array_agg(late.id ORDER BY late.moment, late.id) AS ids"


def _late(row: Any, now: int, *, on_clock: bool = False) -> Late:
    ids = tuple(dict.fromkeys(row["ids"]))[:_NAMED]
    return Late(row["tenant"], row["number"], now - row["oldest"], ids, on_clock)


@dataclass(frozen=True, slots=True)
class Due:
    """Rows of `table` whose `moment` (a column, Unix seconds) has come, as far as `where` holds.

    `job` is woken for each, with the payload `tenant/id`; for a table that stands above tenants, with `id`. With
    `each`, it is woken once for each row of the table `each[0]` that due rows name in their column `each[1]`, and the
    payload names that row. `has_clocks`: rows may belong to a test clock, which their column `test_clock` names;
    `customer` is whose they are, in SQL.
    """

    job: str
    table: str
    moment: str
    where: str = "TRUE"
    each: tuple[str, str] | None = None
    above_tenants: bool = False
    has_clocks: bool = False
    customer: str = "d.customer"

    def sql(self) -> str:
        """The statement: names and payloads of jobs; `$1` is the present moment, `$2` the most rows."""
        if self.above_tenants:
            is_due = f"({self.where}) AND d.{self.moment} <= $1"
            return f"SELECT '{self.job}', d.id FROM {self.table} d WHERE {is_due} ORDER BY d.{self.moment} LIMIT $2"
        of_wall = " AND d.test_clock IS NULL" if self.has_clocks else ""
        is_due = f"d.tenant = t.id AND ({self.where}) AND d.{self.moment} <= $1{of_wall}"
        if self.each is None:
            rows = f"SELECT d.id FROM {self.table} d WHERE {is_due} ORDER BY d.{self.moment} LIMIT $2"
        else:
            owners, column = self.each
            rows = (
                f"SELECT o.id FROM {owners} o WHERE o.tenant = t.id AND "
                f"EXISTS (SELECT FROM {self.table} d WHERE {is_due} AND d.{column} = o.id) LIMIT $2"
            )
        return f"SELECT '{self.job}', t.id || '/' || due.id FROM {_TENANTS} CROSS JOIN LATERAL ({rows}) due LIMIT $2"

    async def jobs(self, conn: Any, now: int, limit: int) -> list[tuple[str, str]]:
        """Names and payloads of the jobs for at most `limit` rows that are due at `now`, of all tenants."""
        jobs = [(row[0], row[1]) for row in await conn.fetch(self.sql(), now, limit)]
        if self.has_clocks:
            jobs += [(row[0], row[1]) for row in await conn.fetch(self._sql_on_clocks(), limit)]
        return jobs

    async def oldest(self, conn: Any, now: int) -> int:
        """For how many seconds the oldest row has been due, of all tenants and off test clocks; 0 if none is."""
        oldest = await conn.fetchval(self._sql_of_oldest(), now)
        return now - oldest if oldest is not None else 0

    def _sql_of_oldest(self) -> str:
        if self.above_tenants:
            return f"SELECT min(d.{self.moment}) FROM {self.table} d WHERE ({self.where}) AND d.{self.moment} <= $1"
        of_wall = " AND d.test_clock IS NULL" if self.has_clocks else ""
        row = (
            f"SELECT d.{self.moment} AS moment FROM {self.table} d WHERE d.tenant = t.id AND ({self.where}) "
            f"AND d.{self.moment} <= $1{of_wall} ORDER BY d.{self.moment} LIMIT 1"
        )
        return f"SELECT min(first.moment) FROM tenants t CROSS JOIN LATERAL ({row}) first"

    async def late(self, conn: Any, now: int, patience: int) -> list[Late]:
        """What has been due for longer than `patience` seconds at `now`, tenant by tenant."""
        found = [_late(row, now) for row in await conn.fetch(self._sql_of_late(), now - patience)]
        if self.has_clocks:
            rows = await conn.fetch(self._sql_of_late_on_clocks(), patience)
            found += [_late(row, 0, on_clock=True) for row in rows]
        return found

    def _sql_of_late(self) -> str:
        """Of each tenant: how many, the oldest moment, ids. `$1` is the moment before which a row is late."""
        if self.above_tenants:
            rows = (
                f"SELECT d.id, d.{self.moment} AS moment FROM {self.table} d "
                f"WHERE ({self.where}) AND d.{self.moment} <= $1 ORDER BY 2 LIMIT {COUNTED_MAX}"
            )
            return f"SELECT NULL::bigint AS tenant, {_SUMMARY} FROM ({rows}) late HAVING count(*) > 0"
        of_wall = " AND d.test_clock IS NULL" if self.has_clocks else ""
        is_late = f"d.tenant = t.id AND ({self.where}) AND d.{self.moment} <= $1{of_wall}"
        named, source = "d.id", f"{self.table} d WHERE {is_late}"
        if self.each is not None:
            owners, column = self.each
            named = "o.id"
            source = f"{owners} o JOIN {self.table} d ON d.{column} = o.id WHERE o.tenant = t.id AND {is_late}"
        rows = f"SELECT {named}, d.{self.moment} AS moment FROM {source} ORDER BY 2 LIMIT {COUNTED_MAX}"
        return f"SELECT t.id AS tenant, {_SUMMARY} FROM {_TENANTS} CROSS JOIN LATERAL ({rows}) late GROUP BY t.id"

    def _sql_of_late_on_clocks(self) -> str:
        """The same on clocks that nobody advances; moments are counted back from the time of the clock."""
        rows = (
            f"SELECT d.id, d.{self.moment} - k.frozen_time AS moment FROM {self.table} d WHERE d.tenant = k.tenant "
            f"AND d.test_clock = k.id AND ({self.where}) AND d.{self.moment} <= k.frozen_time - $1 "
            f"LIMIT {COUNTED_MAX}"
        )
        return f"SELECT k.tenant, {_SUMMARY} FROM clocks_at_rest() k CROSS JOIN LATERAL ({rows}) late GROUP BY k.tenant"

    def sql_of_clock(self) -> str:
        """The rows of the tenant `$1` on the clock `$2` until the moment `$3`: moment, customer, id and job."""
        columns = f"d.{self.moment} AS moment, {self.customer} AS customer, d.id, '{self.job}' AS job"
        is_due = f"({self.where}) AND d.{self.moment} <= $3"
        return f"SELECT {columns} FROM {self.table} d WHERE d.tenant = $1 AND d.test_clock = $2 AND {is_due}"

    def _sql_on_clocks(self) -> str:
        """What is due on clocks that nobody advances: jobs that got lost. `$1` is the most rows."""
        rows = (
            f"SELECT d.id FROM {self.table} d WHERE d.tenant = k.tenant AND d.test_clock = k.id "
            f"AND ({self.where}) AND d.{self.moment} <= k.frozen_time LIMIT $1"
        )
        return (
            f"SELECT '{self.job}', k.tenant || '/' || due.id FROM clocks_at_rest() k "
            f"CROSS JOIN LATERAL ({rows}) due LIMIT $1"
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of `table` that wait for nothing but a worker: `job` is woken once for each tenant that has some.

    Rows count as far as `where` holds, in which `$2` is the present moment; fewer than `at_least` of them can wait
    longer. The payload is the number of the tenant.
    """

    job: str
    table: str
    where: str = "TRUE"
    at_least: int = 1

    async def jobs(self, conn: Any, now: int, limit: int) -> list[tuple[str, str]]:
        """The job for at most `limit` tenants."""
        waiting = f"SELECT FROM {self.table} d WHERE d.tenant = t.id AND ({self.where})"
        statement = f"SELECT t.id FROM {_TENANTS} WHERE EXISTS ({waiting} OFFSET {self.at_least - 1}) LIMIT $1"
        rows = await conn.fetch(statement, limit, *([now] if "$2" in self.where else []))
        return [(self.job, str(row[0])) for row in rows]

    async def late(self, conn: Any, now: int, patience: int) -> list[Late]:
        """Rows that no worker took. Where no moment tells for how long, only very many of them are late."""
        source = f"FROM {self.table} d WHERE d.tenant = t.id AND ({self.where})"
        at_least = self.at_least if "$2" in self.where else _BACKLOG
        # `$1` stands for nothing, so that the present moment is `$2` here too.
        statement = (
            f"SELECT t.id AS tenant, count(*) AS number FROM {_TENANTS} CROSS JOIN LATERAL "
            f"(SELECT {source} LIMIT greatest({COUNTED_MAX}, {at_least})) late WHERE $1::bigint IS NOT NULL "
            f"GROUP BY t.id HAVING count(*) >= {at_least}"
        )
        rows = await conn.fetch(statement, now, *([now - patience] if "$2" in self.where else []))
        return [Late(row["tenant"], row["number"], None, ()) for row in rows]
