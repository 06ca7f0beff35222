"""Settle deliveries: write down what came of attempts, and tell when nothing waits for an event any more.

An invoice that advances by itself waits until its `invoice.created` was delivered everywhere, or given up
(platform.md §6.5). The last delivery to end reports it; the deliveries of such an event are locked before the
first of them changes, so that two that end at the same moment do not each take the other for pending.
"""

from collections.abc import Sequence

from billhook.db.tx import Tx
from billhook.events import store as events
from billhook.webhooks import store
from billhook.webhooks.facts import EventDelivered
from billhook.webhooks.objects import Outcome

AWAITED_TYPE = "invoice.created"


async def record_outcomes(tx: Tx, endpoint_id: str, outcomes: Sequence[Outcome], *, report: bool = True) -> None:
    """Settle attempts at deliveries to one endpoint."""
    ended = [o.event for o in outcomes if o.next_attempt_at is None]
    watched = await lock_awaited(tx, ended) if report and ended else {}
    await store.record_outcomes(tx, endpoint_id, outcomes)
    await report_finished(tx, watched)


async def give_up(tx: Tx, endpoint_id: str, *, limit: int) -> int:
    """End up to `limit` due deliveries to a disabled endpoint as failed; returns how many."""
    ended = await store.due(tx, endpoint_id, limit=limit)
    watched = await lock_awaited(tx, ended)
    await store.give_up(tx, endpoint_id, ended)
    await report_finished(tx, watched)
    return len(ended)


async def lock_awaited(tx: Tx, ended: Sequence[str]) -> dict[str, str]:
    """The events among these that something waits for, with their objects; their deliveries are locked."""
    watched = await events.objects(tx, ended, AWAITED_TYPE) if ended else {}
    if watched:
        await store.lock_events(tx, list(watched))
    return watched


async def report_finished(tx: Tx, watched: dict[str, str]) -> None:
    """Announce each of these events that has no pending delivery left."""
    pending = await store.pending_events(tx, list(watched)) if watched else set()
    for event, object_id in watched.items():
        if event not in pending:
            await tx.announce(EventDelivered(event, AWAITED_TYPE, object_id))
