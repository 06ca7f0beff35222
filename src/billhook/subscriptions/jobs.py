"""What the worker does for subscriptions: take each step at its moment. Safe to run twice."""

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.subscriptions.actions.reporting import JOB
from billhook.subscriptions.verbs import ADVANCE


async def _advance(context: JobContext, payload: str) -> None:
    tenant, subscription = payload.split("/")
    await context.run(ADVANCE, int(tenant), subscription)


JOBS: dict[str, Run] = {JOB: _advance}

DUE = (Due(JOB, "subscriptions", "next_step_at", has_clocks=True),)
"""Subscriptions with which time does something."""
