"""What the worker does for the portal: it forgets sessions that ended long ago, tenant by tenant."""

from billhook.db.due import Waiting
from billhook.db.jobs import JobContext, Run
from billhook.portal.actions.forget import AT_ONCE
from billhook.portal.rules.lasting import KEPT_SECONDS, LONGEST_SECONDS
from billhook.portal.verbs import FORGET


async def _forget(context: JobContext, payload: str) -> None:
    """Forget until none is left."""
    while await context.run(FORGET, int(payload)) == AT_ONCE:
        pass


JOBS: dict[str, Run] = {"portal.forget": _forget}

DUE = (Waiting("portal.forget", "portal_sessions", f"d.created <= $2 - {LONGEST_SECONDS + KEPT_SECONDS}"),)
