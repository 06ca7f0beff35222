"""Jobs: what a worker does after a commit, on the tables of pgqueuer.

A job is a name and a text of ids. The outbox inserts it with the commit that makes it necessary; a worker,
here or on another machine, takes it and calls the function that a room registered under that name. The job
only wakes: the row of the domain holds the truth (`next_attempt_at`, `automatically_finalizes_at`), so a job
may run twice, late or never. What was lost is found by the sweep (`db/sweeps.py`).

No NOTIFY is ever sent: in a committing transaction it takes a lock that all commits share. A worker looks
once a second for what others left, and at once for what its own process committed.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeVar

import asyncpg
import structlog
from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.domain.models import Job
from pgqueuer.domain.types import QueueEntrypoint
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

from billhook import tracing
from billhook.db.calls import ASK_JOB
from billhook.db.cause import Actor, By, Cause
from billhook.db.executor import Acting, Executor
from billhook.db.pausing import pause
from billhook.db.tenants import NoSuchTenant, Tenant, Tenants
from billhook.db.turns import Turns
from billhook.db.tx import Reader, TenantChanged, Transactions, Tx
from billhook.db.unavailable import DRIVER_ERRORS, DatabaseUnavailable, is_unavailable, log_outage
from billhook.db.verbs import Verb
from billhook.settings import Settings

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
# Commits that follow each other closely share one look at the queue.
WAKE_DELAY_SECONDS = 0.005
# With more to do than may be held, pgqueuer waits this long before it asks again, unless room is told of before.
_BUSY_POLL_SECONDS = 0.1
# A job whose worker gave no sign of life for this long is taken by another.
SILENT_SECONDS = 30
_RESTART_SECONDS = 1.0
_TENANT_ATTEMPTS = 4
# Sandboxes come and go, and a worker lives long.
_REMEMBERED_MAX = 10_000
_BY_A_JOB = Cause(actor=Actor(By.JOB))

T = TypeVar("T", bound="Kept")


class Kept(Protocol):
    """Something that a room keeps for the life of a worker, such as open connections to receivers."""

    async def stop(self, seconds: float) -> None:
        """Finish or abandon what is under way within `seconds`."""
        ...


# One waits for the account's next number while the other has it.
_FINALIZING_AT_ONCE = 2


@dataclass(slots=True)
class JobContext:
    """What a job gets to work with.

    `mail` is the transport of mails, or None if nothing is mailed. Mails are written in turns of `writing`, and drafts
    that are due finalized in those of `finalizing`, so that many that are due at once leave room for requests.
    """

    transactions: Transactions
    directory: Tenants
    settings: Settings
    executor: Executor
    mail: Any = None
    writing: Turns = field(default_factory=Turns)
    finalizing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_FINALIZING_AT_ONCE))
    _tenants: dict[int, Tenant] = field(default_factory=dict)
    _kept: dict[Callable[["JobContext"], Kept], Kept] = field(default_factory=dict)

    async def run(self, verb: Verb, tenant_id: int, *arguments: Any) -> Any:
        """Run a verb for a tenant that is named by number; what it returns. Raises what the verb raises."""
        caller = await self._caller(tenant_id, verb.name)
        try:
            return await self.executor.run(verb, caller, *arguments)
        finally:
            self._tenants[tenant_id] = caller.tenant

    async def resume(self, tenant_id: int, call_id: str) -> None:
        """Ask again what a call asks, and settle it."""
        caller = await self._caller(tenant_id, ASK_JOB)
        try:
            await self.executor.resume(caller, call_id)
        finally:
            self._tenants[tenant_id] = caller.tenant

    @asynccontextmanager
    async def begin(self, tenant_id: int) -> AsyncIterator[Tx]:
        """One write for a tenant that is named by number. Raises NoSuchTenant."""
        async with AsyncExitStack() as stack:
            yield await self._begun(stack, tenant_id)

    @asynccontextmanager
    async def read(self, tenant_id: int) -> AsyncIterator[Reader]:
        """A look at a tenant's data. Its settings are those of the last write here, or read anew."""
        async with self.transactions.read(await self._tenant(tenant_id)) as reader:
            yield reader

    def kept(self, build: Callable[["JobContext"], T]) -> T:
        """The one thing of its kind in this worker, made by `build` at its first use."""
        if build not in self._kept:
            self._kept[build] = build(self)
        return self._kept[build]  # type: ignore[return-value]

    async def close(self, seconds: float) -> None:
        """Stop everything that is kept."""
        await asyncio.gather(*(kept.stop(seconds) for kept in self._kept.values()))
        self._kept.clear()

    async def _begun(self, stack: AsyncExitStack, tenant_id: int) -> Tx:
        for _ in range(_TENANT_ATTEMPTS):
            tenant = await self._tenant(tenant_id)
            try:
                return await stack.enter_async_context(self.transactions.begin(tenant, _BY_A_JOB, at_once=True))
            except TenantChanged:
                self._tenants.pop(tenant_id, None)
        raise TenantChanged

    async def _caller(self, tenant_id: int, name: str) -> Acting:
        return Acting(self.directory, await self._tenant(tenant_id), Cause(actor=Actor(By.JOB, name)))

    async def _tenant(self, tenant_id: int) -> Tenant:
        known = self._tenants.get(tenant_id)
        if known is None:
            if len(self._tenants) >= _REMEMBERED_MAX:
                self._tenants.clear()
            known = self._tenants[tenant_id] = await self.directory.tenant(tenant_id)
        return known


Run = Callable[[JobContext, str], Awaitable[None]]
"""A job: one call of an action, safe to run twice. It gets the payload that was enqueued."""


class _Driver(AsyncpgPoolDriver):
    """pgqueuer's driver on our pool, without LISTEN and NOTIFY.

    pgqueuer learns of new jobs through a listener. Here the listener hears what this process says: a wake-up
    after a commit, and pgqueuer's own probe of its listener, which is answered by handing it back.
    """

    # What PostgreSQL would send for an insert; pgqueuer looks at the type alone.
    _CHANGED = (
        '{"channel":"ch_pgqueuer","sent_at":"1970-01-01T00:00:00Z","type":"table_changed_event",'
        '"operation":"insert","table":"pgqueuer"}'
    )

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        super().__init__(pool)
        self._callback: Callable[[str], None] | None = None
        self._ringing: asyncio.TimerHandle | None = None

    async def add_listener(self, channel: str, callback: Callable[[str], None]) -> None:
        self._callback = callback

    async def remove_listener(self, channel: str, callback: Callable[[str], None]) -> None:
        self._callback = None

    async def notify(self, channel: str, payload: str) -> None:
        if self._callback is not None:
            self._callback(payload)

    def wake(self) -> None:
        if self._ringing is None and self._callback is not None:
            self._ringing = asyncio.get_running_loop().call_later(WAKE_DELAY_SECONDS, self._ring)

    def _ring(self) -> None:
        self._ringing = None
        if self._callback is not None:
            self._callback(self._CHANGED)


class _Queries(Queries):
    """pgqueuer's queries, but for one: whether any job may run is read from the index, name by name.

    pgqueuer asks for any one row of all names, so PostgreSQL reads the table itself. There it passes all jobs of a
    later moment, such as ten thousand drafts of the next hour, after each commit.
    """

    _IS_DUE = """
        SELECT count(*) AS due FROM unnest($1::text[]) AS named (entrypoint)
        CROSS JOIN LATERAL (
            SELECT FROM pgqueuer q
            WHERE q.entrypoint = named.entrypoint AND q.status = 'queued' AND q.execute_after <= now()
            ORDER BY q.execute_after LIMIT 1) first"""

    async def eligible_queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        (row,) = await self.driver.fetch(self._IS_DUE, entrypoints)
        return row["due"]  # type: ignore[return-value]  # count() is a number


class Queue:
    """Takes jobs of certain names and runs at most `at_once` at a time, until it is stopped.

    It takes up to `held` jobs ahead of running them; these are out of reach of other workers. Jobs that wait
    for another machine get a queue of their own, so that they cannot hold up the others.
    """

    def __init__(self, context: JobContext, jobs: Mapping[str, Run], *, at_once: int, held: int) -> None:
        self._context = context
        self._jobs = dict(jobs)
        self._held = held
        self._seats = asyncio.Semaphore(at_once)
        self._stopped = asyncio.Event()
        self._taken = 0
        self._driver: _Driver | None = None
        self._manager: Any = None

    def wake(self) -> None:
        """Look for jobs now, or once half of those that are held are done: more of them would only wait here.

        A look costs most if there is much to do: it walks past all rows of jobs that were done since the last vacuum.
        """
        if self._driver is not None and self._taken <= self._held // 2:
            self._driver.wake()

    def stop(self) -> None:
        """Take no further job; `run` returns when those under way are done."""
        self._stopped.set()
        if self._manager is not None:
            self._manager.shutdown.set()

    async def run(self) -> None:
        """Work until `stop`. A database that cannot be reached is tried again every second."""
        while not self._stopped.is_set():
            try:
                await self._work()
            except DRIVER_ERRORS as error:
                if is_unavailable(error) or not isinstance(error, asyncpg.PostgresError):
                    log_outage(DatabaseUnavailable(error))
                else:
                    log.exception("job queue interrupted", jobs=sorted(self._jobs))
                await pause(self._stopped, _RESTART_SECONDS)
            except Exception:
                log.exception("job queue interrupted", jobs=sorted(self._jobs))
                await pause(self._stopped, _RESTART_SECONDS)

    async def _work(self) -> None:
        self._driver = _Driver(self._context.transactions.pool)
        self._manager = QueueManager(_Queries(self._driver))
        self._manager.min_dequeue_poll_interval = timedelta(seconds=_BUSY_POLL_SECONDS)
        for name, run in self._jobs.items():
            self._manager.entrypoint(name, accepts_context=False)(self._runner(name, run))
        await self._manager.run(
            dequeue_timeout=timedelta(seconds=POLL_SECONDS),
            batch_size=self._held // 2,
            max_concurrent_tasks=self._held,
            heartbeat_timeout=timedelta(seconds=SILENT_SECONDS),
            # The statistics of pgqueuer are read by nobody here.
            log_aggregation_interval=timedelta(0),
        )

    def _runner(self, name: str, run: Run) -> Callable[[Job], Awaitable[None]]:
        async def runner(job: Job) -> None:
            payload = (job.payload or b"").decode()
            self._taken += 1
            try:
                async with self._seats:
                    with tracing.span(f"job {name}", "consumer"):
                        await run(self._context, payload)
            except NoSuchTenant:
                log.debug("job of a sandbox that is thrown away", job=name, payload=payload)
            except DatabaseUnavailable as error:
                log_outage(error)
            except Exception:
                # The job is over all the same: the row still says what is due, and the sweep reads it.
                log.exception("job failed", job=name, payload=payload)
            finally:
                self._taken -= 1
                if self._taken == self._held // 2:
                    self.wake()

        return runner
