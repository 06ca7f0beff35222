"""Every statement on the log of requests."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from billhook.request_log.objects import FIRST_ERROR, Request
from billhook.request_log.params import LOOKED_AT_MAX, Wanted

_FIELDS = tuple(Request.__dataclass_fields__)
_COLUMNS = ", ".join(f"r.{name}" for name in _FIELDS)
_TYPES = {"http_status": "smallint", "micros": "bigint", "response_bytes": "integer"}

# No commit of the log needs the disk at once: a machine that loses its power loses a moment of the log.
_ADD = f"""
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO request_log (tenant, {", ".join(_FIELDS)})
    SELECT r.tenant, {_COLUMNS} FROM unnest($1::bigint[], {
    ", ".join(f"${n}::{_TYPES.get(name, 'text')}[]" for n, name in enumerate(_FIELDS, 2))
}) AS r (tenant, {", ".join(_FIELDS)}), quick
    ON CONFLICT DO NOTHING"""


async def add(conn: Any, rows: Sequence[tuple[int, Request]]) -> None:
    """Write requests, each with the number of its tenant. A request that is written already is left alone."""
    columns = [[getattr(request, name) for _, request in rows] for name in _FIELDS]
    await conn.execute(_ADD, [tenant for tenant, _ in rows], *columns)


async def find(conn: Any, tenant: int, id: str) -> Request | None:
    """One request by its id."""
    row = await conn.fetchrow(f"SELECT {_COLUMNS} FROM request_log r WHERE r.tenant = $1 AND r.id = $2", tenant, id)
    return Request(*row) if row is not None else None


async def after(conn: Any, tenant: int, floor: str, *, but: Collection[str], limit: int) -> list[Request]:
    """The first requests whose ids are beyond `floor` and not among `but`, in their order."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM request_log r WHERE r.tenant = $1 AND r.id > $2 AND r.id <> ALL($3) "
        "ORDER BY r.id LIMIT $4",
        tenant, floor, list(but), limit,
    )  # fmt: skip
    return [Request(*row) for row in rows]


async def page(conn: Any, tenant: int, wanted: Wanted) -> list[Request]:
    """At most `wanted.limit` requests, the newest first.

    They are looked for among `LOOKED_AT_MAX` at most. Errors have an index of their own, so those are that many errors.
    """
    arguments: list[object] = [tenant, wanted.limit]

    def _placed(value: object) -> str:
        arguments.append(value)
        return f"${len(arguments)}"

    less, more, from_ = ("~<~", "~>~", "~>=~") if wanted.are_errors else ("<", ">", ">=")
    bounds = [
        f" AND r.id {comparison} {_placed(id)}"
        for comparison, id in ((less, wanted.older_than), (more, wanted.newer_than), (from_, wanted.first))
        if id
    ]
    if wanted.are_errors:
        bounds.append(f" AND r.http_status >= {FIRST_ERROR}")
    order = _order(wanted)
    window = f"SELECT r.* FROM request_log r WHERE r.tenant = $1{''.join(bounds)} ORDER BY r.id {order}"
    narrowed = " AND ".join(_conditions(wanted, _placed)) or "TRUE"
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM ({window} LIMIT {LOOKED_AT_MAX}) r WHERE {narrowed} ORDER BY r.id {order} LIMIT $2",
        *arguments,
    )
    found = [Request(*row) for row in rows]
    return found[::-1] if wanted.newer_than else found


def _order(wanted: Wanted) -> str:
    # The index of errors has the order of bytes, and only it offers this one.
    if wanted.are_errors:
        return "USING ~<~" if wanted.newer_than else "USING ~>~"
    return "ASC" if wanted.newer_than else "DESC"


def _conditions(wanted: Wanted, placed: Callable[[object], str]) -> list[str]:
    """What narrows; `placed` makes a parameter of a value."""
    found = [
        f"r.{column} = {placed(asked)}"
        for column, asked in (
            ("method", wanted.method), ("idempotency_key", wanted.idempotency_key), ("object", wanted.object),
        )
        if asked
    ]  # fmt: skip
    if wanted.statuses is not None:
        found.append(f"r.http_status BETWEEN {placed(wanted.statuses[0])} AND {placed(wanted.statuses[1])}")
    if wanted.path:
        found.append(f"starts_with(r.path, {placed(wanted.path)})")
    if wanted.error:
        error = placed(wanted.error)
        found.append(f"{error} IN (r.error_code, r.error_type)")
    return found
