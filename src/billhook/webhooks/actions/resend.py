"""Send again what was delivered or given up: one event, or everything that failed at an endpoint.

The delivery goes on where it ended. After the last attempt of the schedule it is tried once more, and no further.
"""

from billhook.db.outbox import DELIVER_JOB
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.webhooks import deliveries_store, store
from billhook.webhooks.objects import Delivery, Endpoint

TOGETHER_MAX = 10_000
"""How many failed deliveries are sent again at once."""


async def resend(tx: Tx, event_id: str, endpoint_id: str) -> Delivery:
    """The delivery, which is due now. Raises NO_SUCH_PATH, ENDPOINT_DISABLED."""
    endpoint = await _enabled(tx, endpoint_id)
    await deliveries_store.put_back(tx, endpoint.id, [event_id])
    delivery = await deliveries_store.find(tx, endpoint.id, event_id)
    if delivery is None:
        raise errors.NO_SUCH_PATH(noun="delivery", id=event_id)
    _wake(tx, endpoint)
    return delivery


async def resend_failed(tx: Tx, endpoint_id: str) -> int:
    """How many deliveries are due now: the oldest of those that failed. Raises NO_SUCH_PATH, ENDPOINT_DISABLED."""
    endpoint = await _enabled(tx, endpoint_id)
    events = await deliveries_store.failed(tx, endpoint.id, limit=TOGETHER_MAX)
    again = await deliveries_store.put_back(tx, endpoint.id, events) if events else []
    if again:
        _wake(tx, endpoint)
    return len(again)


async def _enabled(tx: Tx, endpoint_id: str) -> Endpoint:
    endpoint = await store.find(tx, endpoint_id)
    if endpoint is None:
        raise errors.NO_SUCH_PATH(noun="webhook endpoint", id=endpoint_id)
    if not endpoint.is_enabled:
        raise errors.ENDPOINT_DISABLED(url=endpoint.url)
    return endpoint


def _wake(tx: Tx, endpoint: Endpoint) -> None:
    tx.enqueue(DELIVER_JOB, f"{tx.tenant.id}/{endpoint.id}")
