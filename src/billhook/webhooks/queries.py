"""What can be looked at: webhook endpoints."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.webhooks import store
from billhook.webhooks.objects import Endpoint


async def endpoint(reader: Reader, endpoint_id: str) -> Endpoint:
    """An endpoint. Raises NO_SUCH_PATH."""
    found = await store.find(reader, endpoint_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="webhook endpoint", id=endpoint_id)
    return found
