"""What the worker does for disputes. Safe to run twice."""

from typing import Any

from billhook.db.jobs import JobContext, Run
from billhook.disputes.actions.respond import expire


async def _expire(context: JobContext, payload: str) -> None:
    """A dispute that nobody answered is over."""
    tenant, dispute = payload.split("/")
    async with context.begin(int(tenant)) as tx:
        await expire(tx, dispute)


JOBS: dict[str, Run] = {"disputes.expire": _expire}

_DUE = """
    SELECT 'disputes.expire', t.id || '/' || due.id
    FROM tenants t CROSS JOIN LATERAL (
        SELECT d.id FROM disputes d
        WHERE d.tenant = t.id AND d.status IN ('warning_needs_response', 'needs_response') AND d.due_by < $1
        ORDER BY d.due_by LIMIT $2
    ) due LIMIT $2"""


async def due(conn: Any, now: int, limit: int) -> list[tuple[str, str]]:
    """Disputes whose last day is over, for the sweep."""
    return [(row[0], row[1]) for row in await conn.fetch(_DUE, now, limit)]
