"""Delete an event destination, and with it what waits for it."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.webhooks import store
from billhook.webhooks.actions.delete import delete as delete_endpoint
from billhook.wire.deleted import Deleted


async def delete(tx: Tx, id: str) -> Deleted:
    """Delete a destination. Raises NO_SUCH_PATH."""
    if await store.lock(tx, id) is None:
        raise errors.NO_SUCH_PATH(noun="event destination", id=id)
    return await delete_endpoint(tx, id)
