"""Lanes: each endpoint is served by a lane of its own, so that none can hold up another.

A job only wakes the lane of its endpoint; what there is to deliver the lane takes from the database, as much
as it has room for. A lane makes up to `width` calls at a time (`rules/width.py`). While it writes down what
came of some calls others end, so under load one transaction settles many deliveries and claims the next ones.
"""

import asyncio
from collections.abc import Sequence

import asyncpg
import structlog

from billhook.db.jobs import JobContext
from billhook.db.tenants import NoSuchTenant
from billhook.db.unavailable import DatabaseUnavailable, log_outage
from billhook.measuring import DELIVERIES
from billhook.webhooks import store
from billhook.webhooks.actions.deliver import SETTLE_SECONDS, Attempt, call, claim, outcome
from billhook.webhooks.actions.note_health import note_health
from billhook.webhooks.actions.record_outcomes import record_outcomes
from billhook.webhooks.calling import Caller
from billhook.webhooks.objects import Outcome
from billhook.webhooks.rules import schedule
from billhook.webhooks.rules.width import WIDEST, next_width

log = structlog.get_logger(__name__)

_PAUSE_SECONDS = 1.0
# After this many failures to settle, outcomes are written without reporting them to other rooms.
_REPORT_ATTEMPTS = 3


class Lanes:
    """The lanes of one worker."""

    def __init__(self, context: JobContext) -> None:
        self.context = context
        self.caller = Caller(context.settings.webhook_timeout_seconds)
        self.claim_seconds = int(context.settings.webhook_timeout_seconds) + SETTLE_SECONDS
        self.stopping = False
        self._lanes: dict[tuple[int, str], Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self, tenant_id: int, endpoint_id: str) -> None:
        """Deliver what is due to an endpoint. Returns at once."""
        if self.stopping:
            return
        place = (tenant_id, endpoint_id)
        lane = self._lanes.get(place)
        if lane is not None:
            lane.wake()
            return
        lane = self._lanes[place] = Lane(self, tenant_id, endpoint_id)
        task = asyncio.create_task(self._serve(place, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self, seconds: float) -> None:
        """Make no further call; wait for those under way, then abandon them to fall due again."""
        self.stopping = True
        for lane in self._lanes.values():
            lane.wake()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        await self.caller.close()

    async def _serve(self, place: tuple[int, str], lane: "Lane") -> None:
        try:
            await lane.run()
        except Exception:
            log.exception("lane ended", tenant=place[0], endpoint=place[1])
        finally:
            del self._lanes[place]


class Lane:
    """Deliveries to one endpoint, until none is due."""

    def __init__(self, lanes: Lanes, tenant_id: int, endpoint_id: str) -> None:
        self._lanes = lanes
        self._tenant_id = tenant_id
        self._endpoint_id = endpoint_id
        self._width = WIDEST
        self._calls: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._more_due = True
        self._changed = asyncio.Event()
        self._failures = 0

    def wake(self) -> None:
        """Something may be due."""
        self._more_due = True
        self._changed.set()

    async def run(self) -> None:
        """Claim, call and settle until nothing is due and no call is under way."""
        try:
            while True:
                self._changed.clear()
                room = self._room()
                if self._outcomes or room:
                    await self._round(room)
                if not self._calls and not self._outcomes and not self._room():
                    return
                if not self._outcomes and not self._room():
                    await self._changed.wait()
        finally:
            for task in self._calls:
                task.cancel()

    def _room(self) -> int:
        """How many more deliveries to claim."""
        if self._lanes.stopping or not self._more_due:
            return 0
        return max(self._width - len(self._calls), 0)

    async def _round(self, room: int) -> None:
        """Settle what has ended and claim what there is room for, in one transaction."""
        outcomes = self._outcomes[:]
        try:
            attempts = await self._transact(outcomes, room)
        except NoSuchTenant:
            # The sandbox is thrown away, and what came of the calls is written nowhere.
            self._outcomes.clear()
            self._more_due = False
            return
        except DatabaseUnavailable as error:
            log_outage(error)
            await self._after_failure()
            return
        except asyncpg.PostgresError as error:
            log.warning("deliveries not settled", endpoint=self._endpoint_id, error=str(error))
            await self._after_failure()
            return
        except Exception:
            log.exception("deliveries not settled", endpoint=self._endpoint_id)
            if self._failures > _REPORT_ATTEMPTS:
                raise
            await self._after_failure()
            return
        self._failures = 0
        del self._outcomes[: len(outcomes)]
        for each in outcomes:
            DELIVERIES.labels(each.status).inc()
        for attempt in attempts:
            task = asyncio.create_task(self._call(attempt))
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)

    async def _after_failure(self) -> None:
        self._failures += 1
        self._more_due = True
        await asyncio.sleep(_PAUSE_SECONDS)

    async def _transact(self, outcomes: Sequence[Outcome], room: int) -> list[Attempt]:
        async with self._lanes.context.begin(self._tenant_id) as tx:
            if room:
                # Said before looking: whatever is committed after the look wakes the lane again.
                self._more_due = False
            endpoint = await store.find(tx, self._endpoint_id)
            if endpoint is None:
                return []  # deleted, and its deliveries with it
            if outcomes:
                # First the endpoint, then its deliveries: whoever deletes it locks them in this order.
                report = self._failures < _REPORT_ATTEMPTS
                endpoint = await note_health(tx, endpoint, outcomes, report=report)
                await record_outcomes(tx, self._endpoint_id, outcomes, report=report)
            if not room:
                return []
            attempts = await claim(tx, endpoint, limit=room, seconds=self._lanes.claim_seconds)
        if len(attempts) == room:
            self._more_due = True
        return attempts

    async def _call(self, attempt: Attempt) -> None:
        clock = self._lanes.context.transactions.clock
        at = clock.now()
        answer = await call(self._lanes.caller, attempt, at)
        self._width = next_width(self._width, answer.timed_out)
        gaps = schedule.gaps(attempt.livemode, self._lanes.context.settings.webhook_retry_seconds)
        self._outcomes.append(outcome(attempt, answer, at=at, now=clock.now(), gaps=gaps))
        self._changed.set()
