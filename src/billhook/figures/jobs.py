"""What the worker does for figures: it folds what waits, tenant by tenant."""

from billhook.db.due import Waiting
from billhook.db.jobs import JobContext, Run
from billhook.figures.actions.fold import AT_ONCE
from billhook.figures.verbs import FOLD


async def _fold(context: JobContext, payload: str) -> None:
    """Fold until little is left."""
    while await context.run(FOLD, int(payload)) == AT_ONCE:
        pass


JOBS: dict[str, Run] = {"figures.fold": _fold}

DUE = (Waiting("figures.fold", "figure_changes"),)
