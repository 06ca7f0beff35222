"""Play what happens on a test clock until it stands where it was advanced to.

Rooms say what is due (`db/due.py`) and which job sees to it. The clock jumps from one moment at which something is due
to the next; there the same jobs run that the sweep would wake by the wall. One worker plays a clock at a time, and says
so for a few seconds ahead. If it dies, the sweep wakes another, which goes on where the clock stands: each step is a
transaction of its own, and finds out by itself whether it was taken.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from billhook.db import calls
from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.db.tx import Tx
from billhook.db.unavailable import DatabaseUnavailable
from billhook.invoices import store as invoices
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_token
from billhook.kernel.replacing import replace
from billhook.test_clocks import store, view
from billhook.test_clocks.objects import TestClock
from billhook.test_clocks.rules.advancing import Step, Together, next_steps
from billhook.test_clocks.rules.lifecycle import ADVANCING, TEST_CLOCK
from billhook.webhooks import deliveries_store as webhooks

log = structlog.get_logger(__name__)

LEASE_SECONDS = 6
_RENEWED_EVERY_SECONDS = 2.0
# Customers of one moment do not wait for each other, but there are only so many connections.
_CUSTOMERS_AT_ONCE = 4
# So long an advance waits in all for the first attempts at deliveries, and so often it looks.
_PATIENCE_SECONDS, _LOOK_SECONDS = 10.0, 0.05
# A step whose rows others hold for longer than a statement may wait is tried so often.
_ATTEMPTS = 4


@dataclass(slots=True)
class _Playing:
    """An advance that this worker plays. `played` are the steps that it took; `patience` seconds are left to wait."""

    context: JobContext
    tenant: int
    clock: str
    dues: Iterable[Due]
    jobs: Mapping[str, Run]
    name: str = field(default_factory=lambda: new_token(16))
    played: set[Step] = field(default_factory=set)
    patience: float = _PATIENCE_SECONDS


async def play(context: JobContext, tenant: int, clock: str, dues: Iterable[Due], jobs: Mapping[str, Run]) -> None:
    """Play an advance to its end, unless another worker does. Safe to call at any time."""
    playing = _Playing(context, tenant, clock, tuple(dues), jobs)
    async with _lease(playing):
        try:
            await _let_webhooks_out(playing)
            while (steps := await _go_on(playing)) is not None:
                await _take(playing, steps)
                await _let_webhooks_out(playing)
        except (DatabaseUnavailable, asyncio.CancelledError):
            raise
        except Exception:
            log.exception("test clock failed", clock=clock)
            await _fail(playing)


async def _let_webhooks_out(playing: _Playing) -> None:
    """Wait until the webhooks that a draft waits for have left, which takes time by the wall and none by the clock.

    What an endpoint does not answer is not waited for; the draft is held as by the wall (`rules/draft_window.py`).
    """
    while playing.patience > 0:
        async with playing.context.read(playing.tenant) as reader:
            waits = any(each.wants("invoice.created") for each in reader.tenant.subscriptions)
            waits = waits and await invoices.has_unheard_drafts(reader, playing.clock)
            if not (waits and await webhooks.has_untried(reader)):
                return
        await asyncio.sleep(_LOOK_SECONDS)
        playing.patience -= _LOOK_SECONDS


async def _go_on(playing: _Playing) -> Together | None:
    """Move the clock to the next moment at which something is due, or to its end; what is due there.

    While somebody outside is being asked about something on the clock, time stands still.
    """
    async with playing.context.begin(playing.tenant) as tx:
        clock = await store.lock(tx, playing.clock)
        if clock is None or not _is_ours(clock, playing, tx.wall_now):
            return None
        if await calls.is_asking(tx, clock.id):
            return Together(clock.frozen_time, ())
        steps = next_steps(await store.steps(tx, playing.dues, clock), playing.played, clock.frozen_time)
        if steps is None:
            await _arrive(tx, clock)
            return None
        until = tx.wall_now + LEASE_SECONDS
        await store.save(tx, replace(clock, frozen_time=steps.moment, played_by=playing.name, played_until=until))
        return steps


def _is_ours(clock: TestClock, playing: _Playing, now: int) -> bool:
    """Whether the clock is being advanced, and by nobody else."""
    is_free = clock.played_until is None or clock.played_until <= now
    return clock.status == ADVANCING and (is_free or clock.played_by == playing.name)


async def _arrive(tx: Tx, clock: TestClock) -> None:
    assert clock.target is not None
    arrived = replace(
        clock, status=TEST_CLOCK.after("arrive", clock.status), frozen_time=clock.target, target=None, played_by=None,
        played_until=None,
    )  # fmt: skip
    await store.save(tx, arrived)
    tx.emit("test_helpers.test_clock.ready", tx.render(view.test_clock, arrived))


async def _fail(playing: _Playing) -> None:
    async with playing.context.begin(playing.tenant) as tx:
        clock = await store.lock(tx, playing.clock)
        if clock is None or clock.played_by != playing.name or clock.status != ADVANCING:
            return
        failed = replace(clock, status=TEST_CLOCK.after("fail", clock.status), played_by=None, played_until=None)
        await store.save(tx, failed)
        tx.emit("test_helpers.test_clock.internal_failure", tx.render(view.test_clock, failed))


async def _take(playing: _Playing, together: Together) -> None:
    """Take the steps of one moment: those of a customer one after the other. With none, look again a little later."""
    if not together.of_customers:
        await asyncio.sleep(_LOOK_SECONDS)
    seats = asyncio.Semaphore(_CUSTOMERS_AT_ONCE)

    async def take(steps: tuple[Step, ...]) -> None:
        async with seats:
            for step in steps:
                await _take_one(playing, step)

    try:
        async with asyncio.TaskGroup() as tasks:
            for steps in together.of_customers:
                tasks.create_task(take(steps))
    except BaseExceptionGroup as group:
        outage = next((each for each in group.exceptions if isinstance(each, DatabaseUnavailable)), None)
        raise outage or group.exceptions[0] from None


async def _take_one(playing: _Playing, step: Step) -> None:
    """Take one step. What the room refuses is told to the log; it stays due, and is not tried again in this advance."""
    playing.played.add(step)
    for _ in range(_ATTEMPTS):
        try:
            await playing.jobs[step.job](playing.context, f"{playing.tenant}/{step.id}")
            return
        except ApiError as error:
            told = {"clock": playing.clock, "job": step.job, "id": step.id, "reason": str(error)}
            if error.kind is not errors.LOCK_TIMEOUT:
                log.warning("step of a test clock refused", **told)
                return
    raise RuntimeError(f"a step of a test clock got no lock: {told}")


@asynccontextmanager
async def _lease(playing: _Playing) -> AsyncIterator[None]:
    """Say again and again that this worker plays the clock, for as long as it does."""
    renewing = asyncio.create_task(_renew(playing))
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)


async def _renew(playing: _Playing) -> None:
    while True:
        await asyncio.sleep(_RENEWED_EVERY_SECONDS)
        try:
            async with playing.context.begin(playing.tenant) as tx:
                await store.renew(tx, playing.clock, playing.name, tx.wall_now + LEASE_SECONDS)
        except DatabaseUnavailable:
            continue
