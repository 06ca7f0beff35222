"""Give a webhook endpoint a new secret, while receivers that know the old one change over (platform.md §6.4)."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.webhooks import store
from billhook.webhooks.actions.create import new_signing_secret
from billhook.webhooks.objects import Endpoint
from billhook.webhooks.params import RollSecret


async def roll_secret(tx: Tx, params: RollSecret, endpoint_id: str) -> Endpoint:
    """The endpoint with its new secret. Both sign for `keep_seconds`; an older one ends now. Raises NO_SUCH_PATH."""
    endpoint = await store.lock(tx, endpoint_id)
    if endpoint is None:
        raise errors.NO_SUCH_PATH(noun="webhook endpoint", id=endpoint_id)
    kept = int(params.keep_seconds)
    rolled = replace(
        endpoint,
        secret=new_signing_secret(),
        old_secret=endpoint.secret if kept else None,
        old_secret_until=tx.wall_now + kept if kept else None,
    )
    await store.save(tx, rolled)
    return rolled
