"""What the worker does for accounts at processors: it asks for their news. Safe to run twice."""

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.kernel.clock import wall_now
from billhook.processor_accounts import store
from billhook.processor_accounts.actions.listen import gap, take_missed
from billhook.processors.following import NEWS_LAST_SECONDS
from billhook.processors.interface import ProcessorSilent

LISTEN_JOB = "processor_accounts.listen"
_CLOCKS_DIFFER_SECONDS = 600


async def _listen(context: JobContext, payload: str) -> None:
    """Ask one processor for the news of one tenant. One that cannot be asked is not asked again."""
    named, processor = payload.split("/")
    tenant = int(named)
    async with context.read(tenant) as reader:
        account = await store.find(reader, processor)
        asked_by = reader.tenant
    if account is None or account.next_look_at is None:
        return
    now = wall_now()
    since = max(account.connected_at - _CLOCKS_DIFFER_SECONDS, now - NEWS_LAST_SECONDS)
    try:
        missed = await context.executor.asking.missed(asked_by, processor, account.last_event, since)
    except ProcessorSilent:
        async with context.begin(tenant) as tx:
            await store.note_look(tx, processor, account.last_event, tx.wall_now + gap(account))
        return
    async with context.begin(tenant) as tx:
        if missed is None:
            await store.note_look(tx, processor, account.last_event, None)
        else:
            await take_missed(tx, account, missed)


JOBS: dict[str, Run] = {LISTEN_JOB: _listen}

DUE = (Due(LISTEN_JOB, "processor_accounts", "next_look_at"),)
"""Accounts whose news are to be asked for."""
