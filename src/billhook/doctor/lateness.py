"""What is late or stuck: rows that are due and that no worker took, and jobs in the queue."""

from collections.abc import AsyncIterator
from typing import Any

from billhook.db import queue_look
from billhook.db.due import COUNTED_MAX, Due, Late, Waiting
from billhook.db.jobs import SILENT_SECONDS
from billhook.db.queue_look import Jobs
from billhook.doctor.findings import Finding, fine, late, span, wrong
from billhook.doctor.late_words import WORDS
from billhook.doctor.looking import connected, looking, places
from billhook.kernel.clock import wall_now
from billhook.worker import DUE, JOBS

PATIENCE_SECONDS = 300
"""A row or a job that waits for longer than this is late. A worker looks every few seconds."""

# The queue remembers for an hour what ran.
_REMEMBERED_SECONDS = 3_600


async def examine_late(dsn: str) -> AsyncIterator[Finding]:
    """What is due by `worker.DUE` and was not taken, each kind of row with what to do."""
    async with connected(dsn) as conn:
        if conn is None:
            return
        names = {place.tenant.id: place.words for place in await places(conn)}
        async with looking(conn):
            ran = await queue_look.ran(conn, 2 * PATIENCE_SECONDS)
            found = [(due, one) for due in DUE for one in await due.late(conn, wall_now(), PATIENCE_SECONDS)]
    for due, one in found:
        where = names.get(one.tenant, "A sandbox") if one.tenant is not None else "Both modes"
        yield late(f"{where}: {_told(due, one)} {advice(due.job, ran)}")
    if not found:
        yield fine(f"Nothing that is due waits for longer than {span(PATIENCE_SECONDS)}.")


def _told(due: Due | Waiting, one: Late) -> str:
    words = WORDS[due.job, due.table]
    number = f"{one.number} or more" if one.number >= COUNTED_MAX else f"{one.number}"
    named = f" ({', '.join(one.ids)}{', …' if one.number > len(one.ids) else ''})" if one.ids else ""
    told = f"{number} {words.one if one.number == 1 else words.many}{named}."
    if one.seconds is None:
        return told
    clock = ", by the time of their test clocks" if one.on_clock else ""
    return f"{told} The longest has waited for {span(one.seconds)}{clock}."


def advice(job: str, ran: frozenset[str]) -> str:
    """What to do about late rows of a `job`, if jobs of these names `ran` in the last minutes."""
    if not ran:
        return "No job has run lately: start `billhook serve` or `billhook work`."
    if job in ran:
        return f"The job {job} runs and leaves them as they are: look in the log for `job failed` with this name."
    return f"Other jobs run, but not {job}: look in the log of every worker, and start one more `billhook work`."


async def examine_queue(dsn: str) -> AsyncIterator[Finding]:
    """Jobs that wait in the queue, that a dead worker holds, or that failed."""
    async with connected(dsn) as conn:
        if conn is None:
            return
        async with looking(conn):
            found = [finding async for finding in _queue(conn)]
    for finding in found:
        yield finding
    if not found:
        yield fine("The queue of jobs is worked off.")


async def _queue(conn: Any) -> AsyncIterator[Finding]:
    unknown = await queue_look.unknown(conn, list(JOBS))
    strange = {jobs.name for jobs in unknown}
    for jobs in unknown:
        yield wrong(
            f"{_jobs(jobs)} in the queue, and this program has no job of this name. A newer or older program left "
            "it. Run that program's worker, or delete these rows of pgqueuer."
        )
    for jobs in await queue_look.queued(conn, PATIENCE_SECONDS):
        if jobs.name not in strange:
            yield late(f"{_jobs(jobs)} in the queue. Start `billhook serve` or `billhook work`, or one more of it.")
    for jobs in await queue_look.silent(conn, PATIENCE_SECONDS):
        if jobs.name not in strange:
            yield late(
                f"{_jobs(jobs)} in the hands of a worker that is dead. Another worker takes it after "
                f"{SILENT_SECONDS} seconds: start `billhook work`."
            )
    for jobs in await queue_look.held(conn):
        yield wrong(
            f"{_jobs(jobs)} in the queue and will not run again. Its row says what is due, so the sweep makes a new "
            "job. Delete these rows of pgqueuer."
        )
    for jobs in await queue_look.failed(conn, _REMEMBERED_SECONDS):
        yield late(f"{jobs.number} jobs {jobs.name} ended with a fault in the last hour. The log says why.")


def _jobs(jobs: Jobs) -> str:
    noun, has = ("job", "has") if jobs.number == 1 else ("jobs", "have")
    return f"{jobs.number} {noun} {jobs.name} {has} been for {span(max(jobs.seconds, 0))}"
