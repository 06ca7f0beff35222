"""What the worker does for payouts: it asks processors for them. Safe to run twice."""

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.db.tenants import Tenant
from billhook.kernel.clock import wall_now
from billhook.payouts import store
from billhook.payouts.actions.wake import LOOK_JOB
from billhook.payouts.verbs import RECORD, TAKE_ITEMS
from billhook.processor_accounts import store as processor_accounts
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processors.http import NotConfigured
from billhook.processors.interface import ProcessorSilent
from billhook.processors.paying_out import PAYOUTS_LAST_SECONDS

LOOK_SECONDS, SILENT_SECONDS = 3_600, 600
"""How often payouts are asked for, and how soon after a processor was silent."""
_CLOCKS_DIFFER_SECONDS = 600
# A look ends before anybody loses patience; the next one goes on.
_PAYOUTS_MAX, _PAGES_MAX = 50, 20


async def _look(context: JobContext, payload: str) -> None:
    """Ask one processor for the payouts of one tenant. One that tells of none is not asked again."""
    named, processor = payload.split("/")
    tenant = int(named)
    async with context.read(tenant) as reader:
        account = await processor_accounts.find(reader, processor)
        known_since = await store.first_created(reader, processor)
        asked_by = reader.tenant
    if account is None or account.next_payouts_at is None:
        return
    try:
        seen = await context.executor.asking.payouts(asked_by, processor, _since(account, known_since))
        if seen is None:
            after = None
        else:
            await context.run(RECORD, tenant, processor, seen)
            has_more = await _read_lists(context, asked_by, processor)
            after = 0 if has_more else LOOK_SECONDS
    except NotConfigured:
        after = LOOK_SECONDS  # a key needs no right to read payouts, and may get it later
    except ProcessorSilent:
        after = SILENT_SECONDS
    async with context.begin(tenant) as tx:
        at = None if after is None else tx.wall_now + after
        await processor_accounts.note_payouts_look(tx, processor, account.next_payouts_at, at)


def _since(account: ProcessorAccount, known_since: int | None) -> int:
    """Before the account was connected, payouts paid nothing of ours; one that is known already can still fail."""
    connected = account.connected_at - _CLOCKS_DIFFER_SECONDS
    first = connected if known_since is None else min(connected, known_since)
    return max(first, wall_now() - PAYOUTS_LAST_SECONDS)


async def _read_lists(context: JobContext, asked_by: Tenant, processor: str) -> bool:
    """Read what the payouts pay, page by page; whether there is more to read at once. Raises ProcessorSilent."""
    async with context.read(asked_by.id) as reader:
        payouts = await store.to_read(reader, processor, _PAYOUTS_MAX)
    asked = taken = 0
    for payout in payouts:
        after, has_more = payout.read_until, True
        while has_more:
            if asked == _PAGES_MAX:
                return taken > 0
            page = await context.executor.asking.paid_by(asked_by, processor, payout.reference, after)
            asked += 1
            # One that waits for an entry of ours is read again in the next look.
            is_taken = page is not None and await context.run(TAKE_ITEMS, asked_by.id, payout.id, after, page)
            taken += is_taken
            has_more = is_taken and page.has_more
            after = page.until if page is not None else after
    return len(payouts) == _PAYOUTS_MAX and taken > 0


JOBS: dict[str, Run] = {LOOK_JOB: _look}

DUE = (Due(LOOK_JOB, "processor_accounts", "next_payouts_at"),)
"""Accounts whose payouts are to be asked for."""
