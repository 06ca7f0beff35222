"""Send an event again: to one endpoint, to those who listen by the command line, or to every endpoint that had it."""

from billhook.cli_sessions import store
from billhook.cli_sessions.params import RetryEvent
from billhook.db.tx import Tx
from billhook.events import store as events
from billhook.events.objects import Event
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.webhooks import deliveries_store
from billhook.webhooks import store as endpoints
from billhook.webhooks.actions.resend import resend

RESEND_PREFIX = "clirs"


async def retry_event(tx: Tx, params: RetryEvent, event_id: str) -> Event:
    """The event. An attempt that is under way stays the only one, so asking twice sends once.

    Raises NO_SUCH_PATH, NO_SUCH_PARAM, ENDPOINT_DISABLED.
    """
    event = await events.find(tx, event_id)
    if event is None:
        raise errors.NO_SUCH_PATH(noun="event", id=event_id)
    if params.webhook_endpoint is not None:
        await _to_endpoint(tx, event_id, params.webhook_endpoint)
    elif params.for_stripecli:
        await store.insert(tx, new_id(RESEND_PREFIX), event_id)
    else:
        await _to_all(tx, event_id)
    return await events.find(tx, event_id) or event


async def _to_endpoint(tx: Tx, event_id: str, endpoint_id: str) -> None:
    had = await deliveries_store.find(tx, endpoint_id, event_id)
    if had is None:
        raise errors.NO_SUCH_PARAM(param="webhook_endpoint", noun="delivery to webhook endpoint", id=endpoint_id)
    await resend(tx, event_id, endpoint_id)


async def _to_all(tx: Tx, event_id: str) -> None:
    for delivery in await deliveries_store.of_event(tx, event_id):
        endpoint = await endpoints.find(tx, delivery.endpoint)
        if endpoint is not None and endpoint.is_enabled:
            await resend(tx, event_id, delivery.endpoint)
