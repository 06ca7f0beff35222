"""Show the secret of a webhook endpoint once more, to somebody whom the audit log names."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.webhooks import store
from billhook.webhooks.objects import Endpoint


async def reveal_secret(tx: Tx, endpoint_id: str) -> Endpoint:
    """The endpoint with its secret. Raises NO_SUCH_PATH."""
    endpoint = await store.find(tx, endpoint_id)
    if endpoint is None:
        raise errors.NO_SUCH_PATH(noun="webhook endpoint", id=endpoint_id)
    return endpoint
