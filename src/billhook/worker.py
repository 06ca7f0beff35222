"""The composition root of the worker: every room's jobs and due rows become one thing that runs.

A worker runs inside the server process, or alone with `billhook work`; any number of them share a database.
"""

import asyncio
from typing import Any

import structlog

from billhook import tracing
from billhook.account_statements import jobs as account_statements
from billhook.accounts.directory import Directory
from billhook.bank_statements import jobs as bank_statements
from billhook.calls import SETTLERS, ProcessorCalls, Replies
from billhook.checkout import jobs as checkout
from billhook.cli_sessions import jobs as cli_sessions
from billhook.db import keeping, newest
from billhook.db.due import Due, Waiting
from billhook.db.executor import Executor
from billhook.db.jobs import JobContext, Queue, Run
from billhook.db.keeping import Keeper, Kept
from billhook.db.migrate import insist_on_our_schema
from billhook.db.pool import Connections, open_pool
from billhook.db.reach import wait_until
from billhook.db.sweeps import Sweeper
from billhook.db.tenants import Tenants
from billhook.db.tx import Transactions
from billhook.disputes import jobs as disputes
from billhook.figures import jobs as figures
from billhook.invoices import jobs as invoices
from billhook.kernel.clock import WallClock, monotonic
from billhook.ledger import jobs as ledger
from billhook.mail.signing import signer_of
from billhook.mail.transport import transport_for
from billhook.mail_returns import jobs as mail_returns
from billhook.mail_returns.mailbox import MailboxReader
from billhook.mail_returns.rules.mailbox_url import mailbox_of
from billhook.metrics.database import Database
from billhook.metrics.page import Page
from billhook.metrics.port import metrics_listener, shown_on
from billhook.payer_mails import jobs as payer_mails
from billhook.payments import jobs as payments
from billhook.payouts import jobs as payouts
from billhook.payouts.actions.wake import LOOK_JOB as LOOK_FOR_PAYOUTS
from billhook.people import jobs as people
from billhook.portal import jobs as portal
from billhook.processor_accounts import jobs as processor_accounts
from billhook.processor_accounts.directory import ConnectedAccounts
from billhook.processor_accounts.sealing import safe_of
from billhook.processors import sepa_files, simulated_redirect
from billhook.processors.interface import Processor
from billhook.processors.known import CONNECTABLE, Processors
from billhook.processors.simulated_redirect import SimulatedRedirect
from billhook.processors.testing import TestProcessor
from billhook.reactions import REACTIONS
from billhook.registry import registry
from billhook.request_log import jobs as request_log
from billhook.sandboxes import jobs as sandboxes
from billhook.sepa_files.directory import SepaDirectory
from billhook.settings import Settings
from billhook.subscriptions import jobs as subscriptions
from billhook.test_clocks import jobs as test_clocks
from billhook.test_clocks.actions.advance import PLAY_JOB
from billhook.webhooks import jobs as webhooks
from billhook.wire.expand import Registry

log = structlog.get_logger(__name__)

_JOBS: dict[str, Run] = {
    **webhooks.JOBS, **invoices.JOBS, **payments.JOBS, **disputes.JOBS, **people.JOBS, **figures.JOBS, **ledger.JOBS,
    **payer_mails.JOBS, **portal.JOBS, **account_statements.JOBS, **sandboxes.JOBS, **bank_statements.JOBS,
    **checkout.JOBS, **processor_accounts.JOBS, **payouts.JOBS, **subscriptions.JOBS,
}  # fmt: skip
_DUE: tuple[Due | Waiting, ...] = (
    *webhooks.DUE, *invoices.DUE, *payments.DUE, *disputes.DUE, *people.DUE, *figures.DUE, *ledger.DUE,
    *portal.DUE, *account_statements.DUE, *sandboxes.DUE, *bank_statements.DUE, *checkout.DUE,
    *processor_accounts.DUE, *payouts.DUE, *subscriptions.DUE,
)  # fmt: skip

_CLOCKED = [due for due in _DUE if isinstance(due, Due) and due.has_clocks]
JOBS = _JOBS | test_clocks.jobs_over(_CLOCKED, _JOBS)
"""What to call for each job; a job's name begins with its room."""

DUE = (*_DUE, *test_clocks.DUE)
"""Which rows of the rooms are due."""

KEPT: tuple[Kept, ...] = (
    *webhooks.KEPT, *cli_sessions.KEPT, *mail_returns.KEPT, *request_log.KEPT, keeping.CALLS,
)  # fmt: skip
"""What is deleted when it was kept long enough."""

# These wait for other machines inside the job, so they get a queue of their own.
_LISTEN = processor_accounts.LISTEN_JOB
CALLING_OUT = frozenset(
    {
        "invoices.mail",
        "payer_mails.sample",
        "invoices.collect",
        "payments.ask",
        "people.mail",
        PLAY_JOB,
        _LISTEN,
        LOOK_FOR_PAYOUTS,
    }
)

STOP_SECONDS = 5.0
_CONNECTIONS = 16
# Quick jobs use the database alone; more of them at once would only stand in line for its connections.
_QUICK_AT_ONCE, _QUICK_HELD = 8, 256
_CALLING_AT_ONCE, _CALLING_HELD = 16, 32


class Worker:
    """Runs jobs, sweeps, keeps house and reads the mailbox of reports between `run` and `stop`."""

    def __init__(self, executor: Executor, directory: Tenants, settings: Settings, *, mail: Any = None) -> None:
        self._context = JobContext(executor.transactions, directory, settings, executor, mail)
        quick = {name: run for name, run in JOBS.items() if name not in CALLING_OUT}
        calling = {name: run for name, run in JOBS.items() if name in CALLING_OUT}
        self._queues = [Queue(self._context, quick, at_once=_QUICK_AT_ONCE, held=_QUICK_HELD)]
        if calling:
            slow = Queue(self._context, calling, at_once=_CALLING_AT_ONCE, held=_CALLING_HELD)
            self._queues.append(slow)
        self._sweeper = Sweeper(executor.transactions, DUE)
        self._keeper = Keeper(executor.transactions, directory, KEPT)
        url = settings.bounces_url
        self._mailboxes = [MailboxReader(executor, directory, mailbox_of(url))] if url is not None else []
        self._stopped = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look for jobs now: something was committed here."""
        for queue in self._queues:
            queue.wake()

    async def run(self) -> None:
        """Work until `stop`, or until this is cancelled. Commits of the same `Transactions` wake it at once."""
        self._context.transactions.wake = self.wake
        self._running = {
            asyncio.create_task(work)
            for work in (
                *(queue.run() for queue in self._queues),
                self._sweeper.run(self._stopped),
                self._keeper.run(self._stopped),
                *(mailbox.run(self._stopped) for mailbox in self._mailboxes),
            )
        }
        try:
            await asyncio.wait(self._running)
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Take nothing new, finish what is under way within five seconds, abandon the rest to the sweep."""
        if self._stopped.is_set():
            return
        deadline = monotonic() + STOP_SECONDS
        self._stopped.set()
        for queue in self._queues:
            queue.stop()
        await self._context.close(STOP_SECONDS - 1)
        if self._running:
            await asyncio.wait(self._running, timeout=max(deadline - monotonic(), 0.1))
        abandoned = [task for task in self._running if not task.done()]
        for task in abandoned:
            task.cancel()
        if abandoned:
            log.warning("worker stopped before its jobs were done", abandoned=len(abandoned))
            await asyncio.wait(abandoned, timeout=1)


def executor_for(settings: Settings, transactions: Transactions, known: Registry) -> Executor:
    """The executor of a process: it asks the test processor, those that the settings name, and those of merchants."""
    others: dict[str, Processor] = {}
    if (url := settings.simulated_redirect_url) is not None:
        others[simulated_redirect.NAME] = SimulatedRedirect(url)
    safe = safe_of(settings) if settings.sealing_key is not None else None
    processors = Processors(
        test=TestProcessor(seconds=settings.test_processor_seconds),
        others=others,
        connected={
            name: ConnectedAccounts(transactions, safe, each, each.base_of(settings))
            for name, each in CONNECTABLE.items()
        }
        | {sepa_files.NAME: SepaDirectory(transactions)},
    )
    return Executor(transactions, ProcessorCalls(processors), SETTLERS, Replies(known))


async def run(settings: Settings) -> None:
    """A worker alone, until it is cancelled: `billhook work`.

    It waits for a database that does not answer yet, and for the server that makes the schema. Raises SchemaTooNew or
    another DatabaseUnusable where it is no use to wait.
    """
    dsn = settings.database_url
    assert dsn is not None
    await wait_until(lambda: insist_on_our_schema(dsn))
    pool = await open_pool(dsn, size=2 * _CONNECTIONS)
    connections = Connections(pool, _CONNECTIONS)
    page = Page(Database(pool, DUE), connections.sample)
    try:
        await newest.stay_above(pool)
        transactions = Transactions(pool, WallClock(), connections, REACTIONS)
        directory = Directory(pool, settings.public_url)
        mail = transport_for(settings.smtp_url, settings.data_dir, signer_of(settings))
        log.info("the worker runs")
        executor = executor_for(settings, transactions, registry())
        try:
            async with shown_on(metrics_listener(settings), page):
                await Worker(executor, directory, settings, mail=mail).run()
        finally:
            await executor.asking.close()
    finally:
        await connections.close()
        await pool.close()
        await asyncio.to_thread(tracing.stop)
