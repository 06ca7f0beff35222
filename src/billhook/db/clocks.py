"""The time of customers on test clocks, for the transactions that touch them.

A lock of a row that is a customer's says whose time it is. `test_clocks` owns the clocks. While a transaction lives in
a clock's time, that time does not move: the transaction holds a share of the clock's row.
"""

from typing import Any

from billhook.db.cause import By
from billhook.db.moment import REAL_TIME
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors

_TIME = "SELECT frozen_time, is_advancing, is_deleted FROM time_of_clock($1, $2)"
_CLOCK = "SELECT clock_of_customer($1, $2)"
_LOOK = "SELECT look_at_clock($1, $2)"


async def live_in_time_of(tx: Tx, clock: str | None) -> None:
    """Let the transaction live in the time of a test clock; None is the wall's time.

    Raises CLOCK_ADVANCING for everybody but jobs and settlements while the clock is being advanced.
    """
    if clock is None:
        tx.moment.live_in(REAL_TIME)
    elif tx.moment.clock != clock:
        row = await tx.fetchrow(_TIME, tx.tenant.id, clock)
        assert row is not None
        _live_in(tx, clock, row)


async def join_clock(tx: Tx, clock: str | None, *, param: str) -> None:
    """The same for a new customer, whose clock `param` named. Raises NO_SUCH_PARAM too."""
    if clock is None:
        tx.moment.live_in(REAL_TIME)
        return
    row = await tx.fetchrow(_TIME, tx.tenant.id, clock)
    if row is None or row["is_deleted"]:
        raise errors.NO_SUCH_PARAM(param=param, noun="test clock", id=clock)
    _live_in(tx, clock, row)


def _live_in(tx: Tx, clock: str, row: Any) -> None:
    if row["is_advancing"] and not (tx.cause.actor.by is By.JOB or tx.cause.settles):
        raise errors.CLOCK_ADVANCING(clock=clock)
    tx.moment.live_in(row["frozen_time"], clock)


async def live_in_time_of_customer(tx: Tx, customer: str) -> None:
    """The same for a row that names its customer and no clock. Live mode has no clocks, so nothing is asked there."""
    if tx.tenant.livemode:
        tx.moment.live_in(REAL_TIME)
    elif not tx.moment.is_known:
        await live_in_time_of(tx, await tx.fetchval(_CLOCK, tx.tenant.id, customer))


async def look_in_time_of(reader: Reader, clock: str | None) -> None:
    """Let a look live in the time of a clock: for pages that say how late something is."""
    if clock is not None:
        reader.moment.live_in(await reader.fetchval(_LOOK, reader.tenant.id, clock), clock)
