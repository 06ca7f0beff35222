"""The newest id that is committed, so that no later id sorts below it (docs/decisions/0033).

A process asks for it when it starts, and again with every sweep, because other processes on the same database may
have a clock that is ahead.
"""

from typing import Any

from billhook.kernel import ids

# Every table whose key is (tenant, id). Where a caller may choose the id, a `sort_id` stands beside it, and an event
# was committed together with it.
_TABLES = """
    SELECT quote_ident(c.relname) AS name
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      AND ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place)
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number ORDER BY k.place) = '{tenant,id}'
      AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'sort_id')
    ORDER BY 1"""

_NEWEST = """
    SELECT newest.id FROM tenants t
    CROSS JOIN LATERAL (SELECT o.id FROM {table} o WHERE o.tenant = t.id ORDER BY o.id DESC LIMIT 1) newest"""


async def moment(conn: Any) -> int | None:
    """The microsecond of the newest committed id of any kind; None in a database that holds none."""
    tables = [row["name"] for row in await conn.fetch(_TABLES)]
    rows = await conn.fetch(" UNION ALL ".join(_NEWEST.format(table=table) for table in tables))
    return _latest(rows)


async def stay_above(conn: Any) -> None:
    """Have this process make ids that sort after every committed one."""
    _raise_to(await moment(conn))


async def stay_above_events(conn: Any) -> None:
    """The same for events alone: one cheap look, for a process that runs already."""
    _raise_to(_latest(await conn.fetch(_NEWEST.format(table="events"))))


def _latest(rows: Any) -> int | None:
    return max((found for row in rows if (found := ids.moment_of(row["id"])) is not None), default=None)


def _raise_to(micros: int | None) -> None:
    if micros is not None:
        ids.never_below(micros)
