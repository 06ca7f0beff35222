"""Erasing all rows of a tenant: what was in a sandbox that was thrown away.

The tables are those with a column `tenant`, and those whose column `account` refers to an account. Their foreign keys,
as the database has them, give the order (`erasing_plan.py`), so a new table needs no line here. A statement changes few
rows, in a transaction of its own. A process that dies leaves the rest, and the next one begins anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billhook.db.erasing_plan import Empty, ForeignKey, Loosen, plan
from billhook.db.pool import borrowed

STEP_ROWS = 1_000
"""A statement changes this many rows at most."""

# The roots, which go last and with the row of the sandbox.
_ROOTS = ("accounts", "tenants")

# The rows of one tenant are found by an index, however many others have.
_BY_INDEX = "SET LOCAL enable_seqscan = off"

_OWNED = """
    SELECT c.relname AS table, a.attname AS owner FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> ALL($1)
    AND (a.attname = 'tenant' OR a.attname = 'account' AND EXISTS (
        SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.conkey = ARRAY[a.attnum]
        AND k.confrelid = 'accounts'::regclass))
    ORDER BY 1"""

_KEYS = """
    SELECT c.relname AS table, t.relname AS target,
           (SELECT a.attname FROM pg_attribute a
            WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey) AND NOT a.attnotnull
            ORDER BY a.attname LIMIT 1) AS column
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
    WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace"""


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement that is run until it finds fewer rows than it may change; `$1` is the owner, `$2` the most rows."""

    sql: str
    owner: str


async def erase(pool: Any, tenant: int, account: str) -> bool:
    """Delete every row of a tenant and of its account. False if another process is at it, which goes on."""
    owners: dict[str, int | str] = {"tenant": tenant, "account": account}
    async with borrowed(pool) as conn, conn.transaction():
        await conn.execute(_BY_INDEX)
        statements = await _statements(conn, tenant, account)
    for statement in statements:
        changed: int | None = STEP_ROWS
        while changed == STEP_ROWS:
            changed = await _step(pool, statement, tenant, owners[statement.owner])
        if changed is None:
            return False
    return True


async def _step(pool: Any, statement: _Statement, tenant: int, owner: int | str) -> int | None:
    """How many rows were changed; None if another process has the tenant."""
    async with borrowed(pool) as conn, conn.transaction():
        if not await conn.fetchval("SELECT pg_try_advisory_xact_lock(hashtextextended('erase', $1))", tenant):
            return None
        await conn.execute(_BY_INDEX)
        tag = await conn.execute(statement.sql, owner, STEP_ROWS)
        return int(tag.rpartition(" ")[2])


async def _statements(conn: Any, tenant: int, account: str) -> Sequence[_Statement]:
    """Those of the tables that have a row of the tenant: most sandboxes leave most tables alone."""
    owner_of = {row["table"]: row["owner"] for row in await conn.fetch(_OWNED, list(_ROOTS))}
    keys = [ForeignKey(row["table"], row["target"], row["column"]) for row in await conn.fetch(_KEYS)]
    filled = {row["table"] for row in await conn.fetch(_look(owner_of), tenant, account)}
    return [_statement(step, owner_of[step.table]) for step in plan(owner_of, keys) if step.table in filled]


def _look(owner_of: Mapping[str, str]) -> str:
    """Which tables have a row of the tenant `$1`, or of the account `$2`."""
    value = {"tenant": "$1::bigint", "account": "$2::text"}
    return " UNION ALL ".join(
        f"""SELECT '{table}' AS table WHERE EXISTS (SELECT FROM "{table}" WHERE {owner} = {value[owner]})"""
        for table, owner in owner_of.items()
    )


def _statement(step: Loosen | Empty, owner: str) -> _Statement:
    table = f'"{step.table}"'
    if isinstance(step, Empty):
        rows = f"SELECT ctid FROM {table} WHERE {owner} = $1 LIMIT $2"
        return _Statement(f"DELETE FROM {table} WHERE ctid = ANY(ARRAY({rows}))", owner)
    column = f'"{step.column}"'
    rows = f"SELECT ctid FROM {table} WHERE {owner} = $1 AND {column} IS NOT NULL LIMIT $2"
    return _Statement(f"UPDATE {table} SET {column} = NULL WHERE ctid = ANY(ARRAY({rows}))", owner)
