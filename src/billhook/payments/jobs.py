"""What the worker does for payments: ask again what nobody settled, and let holds lapse. Safe to run twice."""

from billhook.db.calls import ASK_JOB
from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.payments.verbs import LAPSE


async def _ask(context: JobContext, payload: str) -> None:
    """Ask the processor again, with the same key, and settle its answer; without one, ask later once more."""
    tenant, call = payload.split("/")
    await context.resume(int(tenant), call)


async def _lapse(context: JobContext, payload: str) -> None:
    """An authorization that nobody captured in time is over."""
    tenant, intent = payload.split("/")
    await context.run(LAPSE, int(tenant), intent)


JOBS: dict[str, Run] = {ASK_JOB: _ask, "payments.lapse": _lapse}

DUE = (
    Due(ASK_JOB, "calls", "next_attempt_at", "d.settled_at IS NULL", has_clocks=True, customer="d.subject"),
    Due("payments.lapse", "payment_intents", "capture_before", "d.status = 'requires_capture'", has_clocks=True),
)
"""Calls that nobody settled in time, and holds that have lapsed."""
