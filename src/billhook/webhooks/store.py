"""Every statement on webhook endpoints, deliveries and attempts.

Deliveries are put there by the outbox of the causing transaction (`db/outbox.py`).
"""

from collections.abc import Sequence

from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.webhooks.objects import Endpoint, Outcome
from billhook.webhooks.params import ListEndpoints
from billhook.wire import lists

COLUMNS = tuple(Endpoint.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('w.' + name for name in COLUMNS)} FROM webhook_endpoints w"
_INSERT = insert_into("webhook_endpoints", COLUMNS)
_UPDATE = update_of("webhook_endpoints", COLUMNS)


async def insert(tx: Tx, endpoint: Endpoint) -> None:
    """Store a new endpoint."""
    await tx.execute(_INSERT, tx.tenant.id, *(getattr(endpoint, name) for name in COLUMNS))


async def save(tx: Tx, endpoint: Endpoint) -> None:
    """Write an endpoint that `lock` gave."""
    await tx.execute(_UPDATE, tx.tenant.id, *(getattr(endpoint, name) for name in COLUMNS))


async def save_health(tx: Tx, was: Endpoint, endpoint: Endpoint) -> bool:
    """Write whether an endpoint works, unless that or its status changed since `was` was read; whether it was written.

    No lock is taken before: whoever emits an event for the endpoint meanwhile does not wait.
    """
    written: str = await tx.execute(
        "UPDATE webhook_endpoints SET failing_since = $3, warned_at = $4, given_up_at = $5, status = $6 "
        "WHERE tenant = $1 AND id = $2 AND failing_since IS NOT DISTINCT FROM $7 AND warned_at IS NOT DISTINCT FROM $8 "
        "AND status = $9",
        tx.tenant.id, endpoint.id, endpoint.failing_since, endpoint.warned_at, endpoint.given_up_at, endpoint.status,
        was.failing_since, was.warned_at, was.status,
    )  # fmt: skip
    return written != "UPDATE 0"


async def find(reader: Reader, endpoint_id: str) -> Endpoint | None:
    """An endpoint."""
    row = await reader.fetchrow(f"{_SELECT} WHERE w.tenant = $1 AND w.id = $2", reader.tenant.id, endpoint_id)
    return Endpoint(*row) if row is not None else None


async def lock(tx: Tx, endpoint_id: str) -> Endpoint | None:
    """An endpoint that nobody else changes until this transaction ends."""
    row = await tx.fetchrow(f"{_SELECT} WHERE w.tenant = $1 AND w.id = $2 FOR UPDATE", tx.tenant.id, endpoint_id)
    return Endpoint(*row) if row is not None else None


async def all_of(reader: Reader) -> list[Endpoint]:
    """Every endpoint of the tenant, oldest first; there are few."""
    rows = await reader.fetch(f"{_SELECT} WHERE w.tenant = $1 ORDER BY w.id", reader.tenant.id)
    return [Endpoint(*row) for row in rows]


async def page(reader: Reader, wanted: ListEndpoints, *, payload: str | None = None) -> tuple[list[Endpoint], bool]:
    """A page of endpoints, newest first: those with this payload, or all."""
    by = lists.Filter(reader.tenant.id)
    by.same("w.payload", payload)
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted,
        table="webhook_endpoints", noun="webhook endpoint", alias="w",
    )  # fmt: skip
    return [Endpoint(*row) for row in rows], has_more


async def delete(tx: Tx, endpoint_id: str) -> None:
    """Delete an endpoint; its deliveries and their attempts go with it."""
    await tx.execute("DELETE FROM webhook_endpoints WHERE tenant = $1 AND id = $2", tx.tenant.id, endpoint_id)


# The events are given as an array here and in _SETTLE, so that each row is found by its whole key, even while
# PostgreSQL has no statistics of a young table and takes an endpoint to have a single delivery.
_CLAIM = """
    WITH due AS (
        SELECT d.event FROM webhook_deliveries d
        WHERE d.tenant = $1 AND d.endpoint = $2 AND d.status = 'pending' AND d.next_attempt_at <= $3
        ORDER BY d.next_attempt_at, d.event LIMIT $4 FOR UPDATE SKIP LOCKED
    )
    UPDATE webhook_deliveries d SET attempts = d.attempts + 1, next_attempt_at = $5
    WHERE d.tenant = $1 AND d.endpoint = $2 AND d.event = ANY(ARRAY(SELECT due.event FROM due))
    RETURNING d.event, d.attempts"""


async def claim(tx: Tx, endpoint_id: str, *, limit: int, until: int) -> list[tuple[str, int]]:
    """Take up to `limit` due deliveries: their events and the number of the attempt that begins.

    They fall due again at `until`, in case nobody says what came of them.
    """
    rows = await tx.fetch(_CLAIM, tx.tenant.id, endpoint_id, tx.wall_now, limit, until)
    return sorted((row["event"], row["attempts"]) for row in rows)


async def due(reader: Reader, endpoint_id: str, *, limit: int) -> list[str]:
    """Events of deliveries to an endpoint that are due, without taking them."""
    rows = await reader.fetch(
        "SELECT d.event FROM webhook_deliveries d WHERE d.tenant = $1 AND d.endpoint = $2 "
        "AND d.status = 'pending' AND d.next_attempt_at <= $3 ORDER BY d.next_attempt_at, d.event LIMIT $4",
        reader.tenant.id, endpoint_id, reader.wall_now, limit,
    )  # fmt: skip
    return [row["event"] for row in rows]


async def give_up(tx: Tx, endpoint_id: str, events: Sequence[str]) -> None:
    """End deliveries that are due as failed, without an attempt."""
    await tx.execute(
        "UPDATE webhook_deliveries SET status = 'failed', next_attempt_at = NULL, settled_at = $4 "
        "WHERE tenant = $1 AND endpoint = $2 AND event = ANY($3) AND status = 'pending' "
        "AND next_attempt_at <= $4",
        tx.tenant.id, endpoint_id, list(events), tx.wall_now,
    )  # fmt: skip


# An attempt is settled by whoever made it: after its time ran out another attempt may have begun, with the
# next number, and what came of the old one no longer counts.
_SETTLE = """
    WITH outcome AS (
        SELECT * FROM unnest($3::text[], $4::integer[], $5::bigint[], $6::integer[], $7::integer[],
                             $8::text[], $9::text[], $10::text[], $11::bigint[])
        AS o (event, number, at, duration_ms, response_status, response_body, error, status, next_attempt_at)
    ), settled AS (
        UPDATE webhook_deliveries d
        SET status = o.status, next_attempt_at = o.next_attempt_at,
            settled_at = CASE WHEN o.next_attempt_at IS NULL THEN $12::bigint END
        FROM outcome o
        WHERE d.tenant = $1 AND d.endpoint = $2 AND d.event = ANY($3) AND d.event = o.event
          AND d.attempts = o.number AND d.settled_at IS NULL
        RETURNING d.event
    )
    INSERT INTO webhook_attempts (tenant, event, endpoint, number, at, duration_ms, response_status,
                                  response_body, error)
    SELECT $1, o.event, $2, o.number, o.at, o.duration_ms, o.response_status, o.response_body, o.error
    FROM outcome o JOIN settled s ON s.event = o.event"""


async def record_outcomes(tx: Tx, endpoint_id: str, outcomes: Sequence[Outcome]) -> None:
    """Write down what came of attempts at deliveries to one endpoint."""
    columns = ([getattr(outcome, name) for outcome in outcomes] for name in Outcome.__dataclass_fields__)
    await tx.execute(_SETTLE, tx.tenant.id, endpoint_id, *columns, tx.wall_now)


async def lock_events(tx: Tx, events: Sequence[str]) -> None:
    """Let nobody else settle deliveries of these events until this transaction ends."""
    await tx.fetch(
        "SELECT d.event FROM webhook_deliveries d WHERE d.tenant = $1 AND d.event = ANY($2) "
        "ORDER BY d.event, d.endpoint FOR UPDATE",
        tx.tenant.id, list(events),
    )  # fmt: skip


async def pending_events(reader: Reader, events: Sequence[str]) -> set[str]:
    """Those of the events that still have a pending delivery."""
    rows = await reader.fetch(
        "SELECT DISTINCT d.event FROM webhook_deliveries d WHERE d.tenant = $1 AND d.event = ANY($2) "
        "AND d.status = 'pending'",
        reader.tenant.id, list(events),
    )  # fmt: skip
    return {row["event"] for row in rows}


async def queued(reader: Reader, endpoint_id: str) -> list[str]:
    """Every event that waits for an endpoint."""
    rows = await reader.fetch(
        "SELECT d.event FROM webhook_deliveries d WHERE d.tenant = $1 AND d.endpoint = $2 "
        "AND d.status = 'pending'",
        reader.tenant.id, endpoint_id,
    )  # fmt: skip
    return [row["event"] for row in rows]
