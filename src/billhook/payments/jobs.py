"""What the worker does for payments: ask again what nobody settled, and let holds lapse. Safe to run twice."""

from typing import Any

from billhook.db import calls
from billhook.db.jobs import JobContext, Run
from billhook.payments.actions.release import lapse


async def _ask(context: JobContext, payload: str) -> None:
    """Ask the processor again, with the same key, and settle its answer; without one, ask later once more."""
    number, call_id = payload.split("/")
    tenant = int(number)
    async with context.read(tenant) as reader:
        found = await calls.find(reader, call_id)
        asking = reader.tenant
    if found is None or found.is_settled:
        return
    answer = await context.calls.ask(asking, found.call)
    async with context.begin(tenant) as tx:
        if answer is not None:
            await context.calls.finish(tx, found.call, answer, found.reply)
            return
        still = await calls.lock(tx, call_id)
        if still is not None and not still.is_settled:
            await calls.postpone(tx, still.call, still.attempts)


async def _lapse(context: JobContext, payload: str) -> None:
    """A hold that nobody captured in time is over."""
    tenant, intent = payload.split("/")
    async with context.begin(int(tenant)) as tx:
        await lapse(tx, intent)


JOBS: dict[str, Run] = {"payments.ask": _ask, "payments.lapse": _lapse}

_DUE = """
    SELECT 'payments.ask', t.id || '/' || due.id
    FROM tenants t CROSS JOIN LATERAL (
        SELECT c.id FROM calls c WHERE c.tenant = t.id AND c.settled_at IS NULL AND c.next_attempt_at <= $1
        ORDER BY c.next_attempt_at LIMIT $2
    ) due LIMIT $2"""


_LAPSED = """
    SELECT 'payments.lapse', t.id || '/' || due.id
    FROM tenants t CROSS JOIN LATERAL (
        SELECT p.id FROM payment_intents p
        WHERE p.tenant = t.id AND p.status = 'requires_capture' AND p.capture_before <= $1
        ORDER BY p.capture_before LIMIT $2
    ) due LIMIT $2"""


async def due(conn: Any, now: int, limit: int) -> list[tuple[str, str]]:
    """Calls that nobody settled in time and holds that have lapsed, for the sweep."""
    return [(row[0], row[1]) for sql in (_DUE, _LAPSED) for row in await conn.fetch(sql, now, limit)]
