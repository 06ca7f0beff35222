"""Every statement that looks at deliveries and their attempts, and the one that puts them on their way again.

`store.py` has those of the worker, which claims and settles.
"""

from collections.abc import Sequence

import asyncpg

from billhook.db.tx import Reader, Tx
from billhook.events import store as events
from billhook.webhooks.objects import Attempted, Delivery
from billhook.webhooks.params import ListDeliveries

STATUSES = ("pending", "delivered", "failed")

# Above and below every id of an event.
_FIRST, _LAST = "", "~"

_COLUMNS = """
    d.event, d.endpoint, d.status, d.attempts, d.next_attempt_at, d.created, d.settled_at,
    a.response_status, a.duration_ms, a.error"""
_WHOLE = """
    LEFT JOIN LATERAL (
        SELECT n.response_status, n.duration_ms, n.error FROM webhook_attempts n
        WHERE n.tenant = d.tenant AND n.event = d.event AND n.endpoint = d.endpoint ORDER BY n.number DESC LIMIT 1
    ) a ON true"""

# One lane for each status, each of them read in the order of the index.
_PAGE = f"""
    SELECT {_COLUMNS}
    FROM (
        SELECT first.event FROM unnest($3::text[]) AS lane (status), LATERAL (
            SELECT n.event FROM webhook_deliveries n
            WHERE n.tenant = $1 AND n.endpoint = $2 AND n.status = lane.status AND n.event ~>~ $4 AND n.event ~<~ $5
            ORDER BY n.event USING {{order}} LIMIT $6
        ) first ORDER BY first.event USING {{order}} LIMIT $6
    ) found
    JOIN webhook_deliveries d ON d.tenant = $1 AND d.event = found.event AND d.endpoint = $2
    {_WHOLE}
    ORDER BY d.event DESC"""
_OLDER, _NEWER = _PAGE.format(order="~>~"), _PAGE.format(order="~<~")

_SELECT = f"SELECT {_COLUMNS} FROM webhook_deliveries d {_WHOLE}"


async def page(reader: Reader, endpoint_id: str, wanted: ListDeliveries) -> tuple[list[Delivery], bool]:
    """A page of deliveries to an endpoint, the newest event first, and whether there are more beyond it."""
    is_back = wanted.ending_before is not None
    rows = await reader.fetch(
        _NEWER if is_back else _OLDER, reader.tenant.id, endpoint_id,
        [wanted.status] if wanted.status is not None else list(STATUSES),
        wanted.ending_before or _FIRST, wanted.starting_after or _LAST, wanted.size + 1,
    )  # fmt: skip
    has_more = len(rows) > wanted.size
    kept = rows[len(rows) - wanted.size :] if has_more and is_back else rows[: wanted.size]
    return await _deliveries(reader, kept), has_more


async def of_event(reader: Reader, event_id: str) -> list[Delivery]:
    """The deliveries of an event, one for each endpoint; there are few."""
    rows = await reader.fetch(
        f"{_SELECT} WHERE d.tenant = $1 AND d.event = $2 ORDER BY d.endpoint", reader.tenant.id, event_id
    )
    return await _deliveries(reader, rows)


async def find(reader: Reader, endpoint_id: str, event_id: str) -> Delivery | None:
    """The delivery of an event to an endpoint."""
    rows = await reader.fetch(
        f"{_SELECT} WHERE d.tenant = $1 AND d.event = $2 AND d.endpoint = $3",
        reader.tenant.id, event_id, endpoint_id,
    )  # fmt: skip
    return next(iter(await _deliveries(reader, rows)), None)


async def _deliveries(reader: Reader, rows: Sequence[asyncpg.Record]) -> list[Delivery]:
    heads = await events.heads(reader, [row["event"] for row in rows]) if rows else {}
    # An event that was too old may have been deleted between the two looks.
    return [
        Delivery(type=heads[row["event"]][0], is_test=heads[row["event"]][1], **row)
        for row in rows
        if row["event"] in heads
    ]


async def attempts(reader: Reader, endpoint_id: str, event_id: str) -> list[Attempted]:
    """Every attempt at a delivery, the newest first."""
    rows = await reader.fetch(
        "SELECT n.number, n.at, n.duration_ms, n.response_status, n.response_body, n.error FROM webhook_attempts n "
        "WHERE n.tenant = $1 AND n.event = $2 AND n.endpoint = $3 ORDER BY n.number DESC",
        reader.tenant.id, event_id, endpoint_id,
    )  # fmt: skip
    return [Attempted(*row) for row in rows]


async def counts(reader: Reader, endpoints: Sequence[str], *, limit: int) -> dict[tuple[str, str], int]:
    """How many deliveries of an endpoint and a status there are; what is more than `limit` is counted as `limit`."""
    rows = await reader.fetch(
        """
        SELECT lane.endpoint, lane.status, (
            SELECT count(*) FROM (
                SELECT FROM webhook_deliveries d
                WHERE d.tenant = $1 AND d.endpoint = lane.endpoint AND d.status = lane.status LIMIT $4
            ) AS counted
        ) AS number
        FROM unnest($2::text[], $3::text[]) AS lane (endpoint, status)""",
        reader.tenant.id, [id for id in endpoints for _ in STATUSES], [*STATUSES] * len(endpoints), limit,
    )  # fmt: skip
    return {(row["endpoint"], row["status"]): row["number"] for row in rows}


async def failed(reader: Reader, endpoint_id: str, *, limit: int) -> list[str]:
    """The events that could not be delivered to an endpoint, the oldest first."""
    rows = await reader.fetch(
        "SELECT d.event FROM webhook_deliveries d WHERE d.tenant = $1 AND d.endpoint = $2 AND d.status = 'failed' "
        "ORDER BY d.event USING ~<~ LIMIT $3",
        reader.tenant.id, endpoint_id, limit,
    )  # fmt: skip
    return [row["event"] for row in rows]


async def put_back(tx: Tx, endpoint_id: str, ids: Sequence[str]) -> list[str]:
    """Let the deliveries of these events fall due now, whatever became of them; the events, the oldest first.

    One that is due already or being made, whose last attempt has not ended, stays as it is.
    """
    rows = await tx.fetch(
        "UPDATE webhook_deliveries d SET status = 'pending', next_attempt_at = $4, settled_at = NULL "
        "WHERE d.tenant = $1 AND d.endpoint = $2 AND d.event = ANY($3) AND (d.status <> 'pending' OR EXISTS ("
        "SELECT FROM webhook_attempts n WHERE n.tenant = d.tenant AND n.event = d.event AND n.endpoint = d.endpoint "
        "AND n.number = d.attempts)) RETURNING d.event",
        tx.tenant.id, endpoint_id, list(ids), tx.wall_now,
    )  # fmt: skip
    return sorted(row["event"] for row in rows)


async def has_untried(reader: Reader) -> bool:
    """Whether no answer has come yet to the first attempt at some delivery."""
    sql = (
        "SELECT EXISTS (SELECT FROM webhook_deliveries d WHERE d.tenant = $1 AND d.status = 'pending' "
        "AND d.attempts <= 1 AND NOT EXISTS (SELECT FROM webhook_attempts a "
        "WHERE a.tenant = d.tenant AND a.event = d.event AND a.endpoint = d.endpoint))"
    )
    return bool(await reader.fetchval(sql, reader.tenant.id))
