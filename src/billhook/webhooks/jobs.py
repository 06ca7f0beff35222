"""What the worker does for webhooks."""

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.db.keeping import Follower, Kept, Shared
from billhook.db.outbox import DELIVER_JOB
from billhook.webhooks.lanes import Lanes


async def deliver(context: JobContext, payload: str) -> None:
    """Wake the lane of an endpoint; the payload is `tenant/event/endpoint` or `tenant/endpoint`.

    The event only tells a reader of the queue why: the lane delivers everything that is due.
    """
    tenant_id, *_, endpoint_id = payload.split("/")
    context.kept(Lanes).wake(int(tenant_id), endpoint_id)


JOBS: dict[str, Run] = {DELIVER_JOB: deliver}

DUE = (
    Due(
        DELIVER_JOB, "webhook_deliveries", "next_attempt_at", "d.status = 'pending'",
        each=("webhook_endpoints", "endpoint"),
    ),
)  # fmt: skip
"""One job for each endpoint that has deliveries due: retries, and what got lost."""

KEPT = (
    Kept(
        "events", "evt", lambda tenant: tenant.events_kept_days,
        followers=(Follower("webhook_deliveries", "event", "f.status <> 'pending'"),),
        shared=Shared("object", "same_as"),
    ),
)  # fmt: skip
"""Events, with their deliveries and the attempts at these. An event that waits for an endpoint is kept longer."""
