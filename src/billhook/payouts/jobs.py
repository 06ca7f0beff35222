"""What the worker does for payouts: it asks processors for them. Safe to run twice."""

import structlog

from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.db.tenants import Tenant
from billhook.kernel.clock import wall_now
from billhook.payouts import store
from billhook.payouts.actions.wake import LOOK_JOB
from billhook.payouts.objects import Payout
from billhook.payouts.verbs import RECORD, TAKE_ITEMS
from billhook.processor_accounts import store as processor_accounts
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processors.http import NotConfigured
from billhook.processors.interface import ProcessorSilent
from billhook.processors.paying_out import PAYOUTS_LAST_SECONDS

log = structlog.get_logger(__name__)

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
    """Read what the payouts pay, page by page; whether there is more to read at once. A list that cannot be read keeps
    no other from being read."""
    async with context.read(asked_by.id) as reader:
        payouts = await store.to_read(reader, processor, _PAYOUTS_MAX)
    pages_left, tried, taken = _PAGES_MAX, list[str](), 0
    for payout in payouts:
        if not pages_left:
            break
        tried.append(payout.id)
        asked, read = await _read_list(context, asked_by, payout, pages_left)
        pages_left -= asked
        taken += read
    async with context.begin(asked_by.id) as tx:
        if tried and await processor_accounts.hold(tx, processor):
            await store.note_tried(tx, tried)
    return taken > 0 and (not pages_left or len(payouts) == _PAYOUTS_MAX)


async def _read_list(context: JobContext, asked_by: Tenant, payout: Payout, pages_max: int) -> tuple[int, int]:
    """How many pages of one list were asked for, and how many were taken."""
    after, asked, taken = payout.read_until, 0, 0
    while asked < pages_max:
        asked += 1
        try:
            page = await context.executor.asking.paid_by(asked_by, payout.processor, payout.reference, after)
        except ProcessorSilent as silent:
            log.warning("the list of a payout cannot be read", payout=payout.id, reason=str(silent))
            break
        # One that waits for an entry of ours is read again in a later look.
        if page is None or not await context.run(TAKE_ITEMS, asked_by.id, payout.id, after, page):
            break
        taken += 1
        after = page.until
        if not page.has_more:
            break
    return asked, taken


JOBS: dict[str, Run] = {LOOK_JOB: _look}

DUE = (Due(LOOK_JOB, "processor_accounts", "next_payouts_at"),)
"""Accounts whose payouts are to be asked for."""
