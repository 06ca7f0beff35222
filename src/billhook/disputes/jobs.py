"""What the worker does for disputes. Safe to run twice."""

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.disputes.verbs import EXPIRE


async def _expire(context: JobContext, payload: str) -> None:
    """A dispute that nobody answered is over."""
    tenant, dispute = payload.split("/")
    await context.run(EXPIRE, int(tenant), dispute)


JOBS: dict[str, Run] = {"disputes.expire": _expire}

# Of a dispute that has a name at the processor, that one says when it is over.
_OPEN = "d.status IN ('warning_needs_response', 'needs_response') AND d.reference IS NULL"

DUE = (Due("disputes.expire", "disputes", "due_by", _OPEN, has_clocks=True, customer="d.charge"),)
"""Disputes whose last day is over."""
