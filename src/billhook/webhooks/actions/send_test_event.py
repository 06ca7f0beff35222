"""Send a test event to one webhook endpoint: somebody wants to see what their program does with it.

The event is one like any other for its receiver, and is never told to anybody else. It exists in test mode only: with
`livemode` true a program would take it for something that happened, and ship goods.
"""

from billhook.db.tx import Tx
from billhook.events import store as events
from billhook.events.types import EVENT_TYPES
from billhook.kernel import errors
from billhook.webhooks import store
from billhook.webhooks.objects import TestEvent
from billhook.webhooks.params import SendTestEvent
from billhook.webhooks.rules.samples import sample


async def send_test_event(tx: Tx, params: SendTestEvent, endpoint_id: str) -> TestEvent:
    """The event, whose delivery is due now.

    It tells of the newest object of its type, or of a sample. Raises NO_SUCH_PATH, ENDPOINT_DISABLED,
    TEST_EVENT_IN_LIVE_MODE.
    """
    if tx.tenant.livemode:
        raise errors.TEST_EVENT_IN_LIVE_MODE()
    endpoint = await store.find(tx, endpoint_id)
    if endpoint is None:
        raise errors.NO_SUCH_PATH(noun="webhook endpoint", id=endpoint_id)
    if not endpoint.is_enabled:
        raise errors.ENDPOINT_DISABLED(url=endpoint.url)
    resource = params.type.rpartition(".")[0]
    alike = [name for name in EVENT_TYPES if name.rpartition(".")[0] == resource]
    object, previous = await events.newest_like(tx, params.type, alike=alike) or (sample(resource), None)
    return TestEvent(tx.emit_test(params.type, object, previous, endpoint=endpoint.id), params.type)
