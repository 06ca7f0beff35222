"""What the worker does for Checkout Sessions: it expires them when their moment is there. Safe to run twice."""

from billhook.checkout.verbs import EXPIRE_DUE
from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run


async def _expire(context: JobContext, payload: str) -> None:
    """A session that nobody paid in time is over."""
    tenant, session = payload.split("/")
    await context.run(EXPIRE_DUE, int(tenant), session)


JOBS: dict[str, Run] = {"checkout.expire": _expire}

DUE = (Due("checkout.expire", "checkout_sessions", "expires_at", "d.status = 'open'", has_clocks=True),)
"""Sessions that are open past their moment."""
