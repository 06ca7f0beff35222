"""Begin to advance a test clock; `play.py` does the rest."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.test_clocks import store, view
from billhook.test_clocks.objects import TestClock
from billhook.test_clocks.params import AdvanceTestClock
from billhook.test_clocks.rules.advancing import check_target
from billhook.test_clocks.rules.lifecycle import ADVANCING, TEST_CLOCK

PLAY_JOB = "test_clocks.play"


async def advance(tx: Tx, params: AdvanceTestClock, clock_id: str) -> TestClock:
    """The clock on its way. Raises NO_SUCH_PATH, CLOCK_ADVANCING, CLOCK_NOT_READY, CLOCK_BACKWARDS, CLOCK_TOO_FAR."""
    clock = await store.lock(tx, clock_id)
    if clock is None or clock.deleted_at is not None:
        raise errors.NO_SUCH_PATH(noun="test clock", id=clock_id)
    check_target(clock.frozen_time, params.frozen_time)
    if clock.status == ADVANCING:
        raise errors.CLOCK_ADVANCING(clock=clock.id)
    clock = replace(
        clock, status=TEST_CLOCK.after("advance", clock.status), target=params.frozen_time, played_by=None,
        played_until=tx.wall_now,
    )  # fmt: skip
    await store.save(tx, clock)
    tx.emit("test_helpers.test_clock.advancing", tx.render(view.test_clock, clock))
    tx.enqueue(PLAY_JOB, f"{tx.tenant.id}/{clock.id}")
    return clock
