"""What the worker does for webhooks."""

from typing import Any

from billhook.db.jobs import JobContext, Run
from billhook.db.outbox import DELIVER_JOB
from billhook.webhooks import store
from billhook.webhooks.lanes import Lanes


async def deliver(context: JobContext, payload: str) -> None:
    """Wake the lane of an endpoint; the payload is `tenant/event/endpoint`.

    The event only tells a reader of the queue why: the lane delivers everything that is due.
    """
    tenant_id, _, endpoint_id = payload.split("/")
    context.kept(Lanes).wake(int(tenant_id), endpoint_id)


async def due(conn: Any, now: int, limit: int) -> list[tuple[str, str]]:
    """One job for each endpoint that has deliveries due: retries, and what got lost."""
    endpoints = await store.due_endpoints(conn, now, limit)
    return [(DELIVER_JOB, f"{tenant}//{endpoint}") for tenant, endpoint in endpoints]


JOBS: dict[str, Run] = {DELIVER_JOB: deliver}
