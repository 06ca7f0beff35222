"""Delete a webhook endpoint, and with it what waits for it."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.webhooks import store
from billhook.webhooks.actions.record_outcomes import lock_awaited, report_finished
from billhook.wire.deleted import Deleted


async def delete(tx: Tx, endpoint_id: str) -> Deleted:
    """Delete an endpoint. Nothing waits any longer for what was queued for this endpoint. Raises NO_SUCH_PATH."""
    if await store.lock(tx, endpoint_id) is None:
        raise errors.NO_SUCH_PATH(noun="webhook endpoint", id=endpoint_id)
    watched = await lock_awaited(tx, await store.queued(tx, endpoint_id))
    await store.delete(tx, endpoint_id)
    await tx.touch_tenant()
    await report_finished(tx, watched)
    return Deleted(endpoint_id, "webhook_endpoint")
