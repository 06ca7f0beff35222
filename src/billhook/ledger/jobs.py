"""What the worker does for the ledger: it sums entries up, tenant by tenant, when enough of them are ripe."""

from billhook.db.due import Waiting
from billhook.db.jobs import JobContext, Run
from billhook.ledger.actions.sum_up import AT_ONCE, RIPE_SECONDS
from billhook.ledger.verbs import SUM_UP

# Fewer cost a reader nothing.
_AT_LEAST = 1_000


async def _sum_up(context: JobContext, payload: str) -> None:
    """Sum up until little is left."""
    while await context.run(SUM_UP, int(payload)) == AT_ONCE:
        pass


JOBS: dict[str, Run] = {"ledger.sum_up": _sum_up}

DUE = (
    Waiting(
        "ledger.sum_up", "balance_transactions", f"NOT d.is_summed AND d.available_on <= $2 - {RIPE_SECONDS}", _AT_LEAST
    ),
)
