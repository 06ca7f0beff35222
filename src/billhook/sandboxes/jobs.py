"""What the worker does for sandboxes. Safe to run twice, and to go on with after a process died."""

from billhook.accounts import store as accounts
from billhook.db.due import Due
from billhook.db.erasing import erase
from billhook.db.jobs import JobContext, Run
from billhook.db.pool import borrowed
from billhook.sandboxes.actions.delete import ERASE_JOB
from billhook.sandboxes.verbs import EXPIRE, FORGET


async def _expire(context: JobContext, payload: str) -> None:
    """A sandbox whose last moment is over is thrown away."""
    tenant, sandbox = payload.split("/")
    await context.run(EXPIRE, int(tenant), sandbox)


async def _erase(context: JobContext, payload: str) -> None:
    """Delete the rows of a sandbox that was thrown away, and itself once no write can add a row."""
    tenant, sandbox = payload.split("/")
    pool = context.transactions.pool
    async with borrowed(pool) as conn:
        inside = await accounts.ended_tenant(conn, sandbox)
    if inside is not None and await erase(pool, inside, sandbox):
        await context.run(FORGET, int(tenant), sandbox)


JOBS: dict[str, Run] = {"sandboxes.expire": _expire, ERASE_JOB: _erase}

DUE = (
    Due("sandboxes.expire", "sandboxes", "expires_at", "d.ended_at IS NULL"),
    Due(ERASE_JOB, "sandboxes", "erase_at"),
)
"""Sandboxes whose last moment is over, and those whose rows are to be erased."""
