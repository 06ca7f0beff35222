"""What the worker does for test clocks: play advances, and delete clocks whose life is over. Safe to run twice."""

from collections.abc import Mapping, Sequence

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.test_clocks.actions.advance import PLAY_JOB
from billhook.test_clocks.actions.play import play
from billhook.test_clocks.verbs import EXPIRE


async def _expire(context: JobContext, payload: str) -> None:
    tenant, clock = payload.split("/")
    await context.run(EXPIRE, int(tenant), clock)


def jobs_over(dues: Sequence[Due], jobs: Mapping[str, Run]) -> dict[str, Run]:
    """The jobs of test clocks, which play what is due of all rooms by the jobs of all rooms."""

    async def _play(context: JobContext, payload: str) -> None:
        tenant, clock = payload.split("/")
        await play(context, int(tenant), clock, dues, jobs)

    return {PLAY_JOB: _play, "test_clocks.expire": _expire}


DUE = (
    Due(PLAY_JOB, "test_clocks", "played_until", "d.status = 'advancing'"),
    Due("test_clocks.expire", "test_clocks", "deletes_after", "d.deleted_at IS NULL AND d.status <> 'advancing'"),
)
"""Advances that nobody plays, and clocks to be deleted."""
